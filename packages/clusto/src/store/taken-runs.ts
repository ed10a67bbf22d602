import type { Connection } from './dialect.ts';

/**
 * The taken places of each sequence (the addresses of a space, the numbers of a name manager) as runs without gaps, so
 * that the next free place is found by one index look-up, however many are taken: it is the place after the run that
 * holds the first candidate. Places are unsigned integers of 128 bits, kept as 16 bytes that sort like the numbers.
 * The rows mirror the live allocations and have no history of their own.
 */
export class TakenRuns {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** The first free place from `from` on that is none of the `excluded`. */
  async nextFree(sequence: string, from: bigint, excluded: ReadonlySet<bigint> = new Set()): Promise<bigint> {
    const run = await this.#runFrom(sequence, from);
    let place = run === undefined || run.high < from ? from : run.high + 1n;
    // runs are read in growing batches only where excluded places lie between them
    for (let size = 4; excluded.has(place); size *= 4) {
      const text = `select low, high from taken_runs where sequence = $1 and low > $2 order by low limit ${size}`;
      const runs = await this.#rows(text, sequence, place);
      for (const { low, high } of runs) {
        while (place < low && excluded.has(place)) place += 1n;
        if (place < low) return place;
        place = high + 1n;
      }
      if (runs.length === size) continue;
      while (excluded.has(place)) place += 1n;
    }
    return place;
  }

  /** Marks a place; one that is marked already stays so. */
  async take(sequence: string, place: bigint): Promise<void> {
    const before = await this.#runFrom(sequence, place);
    if (before !== undefined && before.high >= place) return;
    const following = 'select low, high from taken_runs where sequence = $1 and low = $2';
    const [after] = place === lastPlace ? [] : await this.#rows(following, sequence, place + 1n);
    const joinsBefore = before !== undefined && before.high === place - 1n;
    const low = joinsBefore ? before.low : place;
    const high = after?.high ?? place;
    if (after) await this.#delete(sequence, after.low);
    if (joinsBefore) await this.#setHigh(sequence, low, high);
    else await this.#insert(sequence, low, high);
  }

  /** Frees the places from `low` to `high`, all of which are taken. */
  async free(sequence: string, low: bigint, high: bigint): Promise<void> {
    const run = await this.#runFrom(sequence, low);
    if (run === undefined || run.high < high) return;
    if (run.low === low) await this.#delete(sequence, low);
    else await this.#setHigh(sequence, run.low, low - 1n);
    if (run.high > high) await this.#insert(sequence, high + 1n, run.high);
  }

  async #runFrom(sequence: string, place: bigint): Promise<Run | undefined> {
    const text = 'select low, high from taken_runs where sequence = $1 and low <= $2 order by low desc limit 1';
    return (await this.#rows(text, sequence, place))[0];
  }

  async #rows(text: string, sequence: string, place: bigint): Promise<Run[]> {
    const rows = await this.#connection.all<{ low: Buffer; high: Buffer }>(text, [sequence, placeKey(place)]);
    return rows.map(({ low, high }) => ({ low: placeFromKey(low), high: placeFromKey(high) }));
  }

  async #insert(sequence: string, low: bigint, high: bigint): Promise<void> {
    const text = 'insert into taken_runs (sequence, low, high) values ($1, $2, $3)';
    await this.#connection.run(text, [sequence, placeKey(low), placeKey(high)]);
  }

  async #setHigh(sequence: string, low: bigint, high: bigint): Promise<void> {
    const text = 'update taken_runs set high = $3 where sequence = $1 and low = $2';
    await this.#connection.run(text, [sequence, placeKey(low), placeKey(high)]);
  }

  async #delete(sequence: string, low: bigint): Promise<void> {
    await this.#connection.run('delete from taken_runs where sequence = $1 and low = $2', [sequence, placeKey(low)]);
  }
}

const lastPlace = 2n ** 128n - 1n;

interface Run {
  readonly low: bigint;
  readonly high: bigint;
}

/** 16 bytes, most significant first. */
export function placeKey(place: bigint): Buffer {
  const key = Buffer.allocUnsafe(16);
  key.writeBigUInt64BE(place >> 64n, 0);
  key.writeBigUInt64BE(place & 0xffff_ffff_ffff_ffffn, 8);
  return key;
}

export function placeFromKey(key: Buffer): bigint {
  return (key.readBigUInt64BE(0) << 64n) | key.readBigUInt64BE(8);
}

/** Places as runs without gaps, ascending. */
export function runsOf(places: readonly bigint[]): [bigint, bigint][] {
  const found: [bigint, bigint][] = [];
  for (const place of places.toSorted((one, other) => (one < other ? -1 : Number(one > other)))) {
    const last = found.at(-1);
    if (last !== undefined && place <= last[1] + 1n) last[1] = place;
    else found.push([place, place]);
  }
  return found;
}
