import { invariants } from './invariants.ts';
import type { Connection, WriteConnection } from './dialect.ts';
import { insertRows } from './insert-rows.ts';
import { open } from './rows.ts';
import { placeFromKey, placeKey, runsOf } from './taken-runs.ts';

/** Something that is not as it should be. */
export interface Finding {
  /** Stable, for programs. */
  readonly code: string;
  /** One sentence: what is wrong. */
  readonly message: string;
  /** Some of those that are meant. */
  readonly examples: readonly string[];
  /** What can be done. */
  readonly advice: string;
  /** Whether it can be mended without losing anything. */
  readonly isMendable: boolean;
}

const mostExamples = 5;

async function staleRuns(connection: Connection): Promise<Finding[]> {
  const taken = await connection.all<{ sequence: string; count: number }>(
    `select sequence, count(distinct position) as count from allocations where to_version = ${open} and sequence is not null group by sequence`,
    [],
  );
  const runs = await connection.all<{ sequence: string; low: Buffer; high: Buffer }>(
    'select sequence, low, high from taken_runs',
    [],
  );
  const surplus = new Map<string, bigint>();
  const add = (sequence: string, count: bigint): unknown =>
    surplus.set(sequence, (surplus.get(sequence) ?? 0n) + count);
  for (const { sequence, low, high } of runs) add(sequence, placeFromKey(high) - placeFromKey(low) + 1n);
  for (const { sequence, count } of taken) add(sequence, -BigInt(count));
  const examples = [...surplus].filter(([, count]) => count > 0n).map(([sequence]) => sequence);
  if (examples.length === 0) return [];
  return [
    {
      code: 'place-never-free',
      message: `${examples.length} sequences have places that are free and will not be handed out.`,
      examples: examples.slice(0, mostExamples),
      advice: '`clusto doctor --fix` computes it again from the allocations.',
      isMendable: true,
    },
  ];
}

/** Checks every invariant again, in as many statements whatever there is. @param progress is told what is looked at */
export async function examine(connection: Connection, progress: (what: string) => void): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { code, what, advice, query, isMirror = false } of invariants) {
    progress(`looking for ${what}`);
    const rows = await connection.all<{ count: number; subject: string }>(
      `with broken as (${query}) select (select count(*) from broken) as count, subject from broken order by subject limit ${mostExamples}`,
      [],
    );
    const count = rows[0]?.count ?? 0;
    const examples = rows.map(({ subject }) => subject);
    if (count > 0) findings.push({ code, message: `${count} ${what}.`, examples, advice, isMendable: isMirror });
  }
  return [...findings, ...(await staleRuns(connection))];
}

/** Computes the bookkeeping again that mirrors the live allocations, and has no history: taken places and sums of loads. */
export async function mendMirrors(writer: WriteConnection): Promise<void> {
  const live = `to_version = ${open}`;
  await writer.run(
    `delete from allocation_loads where attribute_id not in (select attribute_id from allocations where ${live})`,
    [],
  );
  await writer.run('delete from loads', []);
  await writer.run(
    'insert into loads (bearer_id, quantity, total) select bearer_id, quantity, sum(amount) from allocation_loads group by bearer_id, quantity',
    [],
  );
  await writer.run('delete from taken_runs', []);
  const places = await writer.all<{ sequence: string; position: Buffer }>(
    `select distinct sequence, position from allocations where ${live} and sequence is not null`,
    [],
  );
  const bySequence = Map.groupBy(places, ({ sequence }) => sequence);
  for (const [sequence, rows] of bySequence) {
    const runs = runsOf(rows.map(({ position }) => placeFromKey(position)));
    const columns = ['sequence', 'low', 'high'];
    await insertRows(writer, 'taken_runs', columns, runs, ([low, high]) => [sequence, placeKey(low), placeKey(high)]);
  }
}
