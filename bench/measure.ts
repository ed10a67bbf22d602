/** One comparison: what clusto takes and what its yardstick takes, in microseconds, measured in turns in one run. */
export interface Row {
  readonly name: string;
  readonly database: 'sqlite' | 'postgres';
  readonly ours: number;
  readonly raw: number;
  /** ours / raw: of the turns, the median. */
  readonly ratio: number;
  /** What the ratio may be at most; without one the row is there to be looked at. */
  readonly limit?: number;
}

export const rounds = 7;

export function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] as number;
}

/** How long one of `times` runs takes, in microseconds. */
async function spent(times: number, work: (index: number) => unknown): Promise<number> {
  const start = performance.now();
  for (let index = 0; index < times; index += 1) {
    // an await of a plain value would be charged to the synchronous yardstick
    const result = work(index);
    if (result instanceof Promise) await result;
  }
  return ((performance.now() - start) / times) * 1000;
}

/** Measures both sides in turns, so that a busy moment of the machine meets both. The first turn warms up. */
export async function compare(
  what: Pick<Row, 'name' | 'database' | 'limit'>,
  times: number,
  ours: (index: number) => unknown,
  raw: (index: number) => unknown,
): Promise<Row> {
  const turns: { ours: number; raw: number }[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const turn = { raw: await spent(times, raw), ours: await spent(times, ours) };
    if (round > 0) turns.push(turn);
  }
  return {
    ...what,
    ours: median(turns.map((turn) => turn.ours)),
    raw: median(turns.map((turn) => turn.raw)),
    ratio: median(turns.map((turn) => turn.ours / turn.raw)),
  };
}

/** As a table for people. */
export function table(rows: readonly Row[]): string {
  const cells = rows.map(({ name, database, ours, raw, ratio, limit }) => [
    name,
    database,
    ours.toFixed(1),
    raw.toFixed(1),
    ratio.toFixed(2),
    limit === undefined ? '-' : limit.toFixed(1),
    limit === undefined || ratio <= limit ? 'ok' : 'OVER',
  ]);
  const all = [['operation', 'database', 'clusto us', 'yardstick us', 'ratio', 'limit', ''], ...cells];
  const widths = all[0]?.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0))) ?? [];
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
