import type { Bench } from './bench.ts';
import { median, type Row } from './measure.ts';
import { Provisioning } from './provisioning.ts';
import { SameRows } from './same-rows.ts';

/** The provisioning transaction beside the same rows by bare statements, with the durability of a real inventory. */
export const provisioning: Bench = async ({ clusto, raw, database, isQuick, openAnother }) => {
  const work = await Provisioning.begin(clusto);
  await work.next();
  const another = await openAnother();
  const same = await SameRows.of(raw, await clusto.version(), another.raw);
  const turns: { ours: number; raw: number }[] = [];
  for (let turn = 0; turn < (isQuick ? 5 : 300); turn += 1)
    turns.push({ raw: await same.write(), ours: await work.next() });
  await another[Symbol.asyncDispose]();
  const ours = median(turns.map((turn) => turn.ours));
  const bare = median(turns.map((turn) => turn.raw));
  const row: Row = { name: 'provisioning transaction', database, ours, raw: bare, ratio: ours / bare };
  return [database === 'sqlite' ? { ...row, limit: 5 } : row];
};

/**
 * The last 1,000 of 20,000 provisioning transactions beside the first 1,000: those of an empty inventory, in turns, so
 * that a busy moment of the machine meets both.
 */
export const growth: Bench = async ({ clusto, database, isQuick, openAnother }) => {
  const all = isQuick ? 60 : database === 'sqlite' ? 20_000 : 5_000;
  const counted = isQuick ? 20 : 1_000;
  const full = await Provisioning.begin(clusto);
  for (let count = counted; count < all; count += 1) await full.next();
  await using another = await openAnother();
  const empty = await Provisioning.begin(another.clusto);
  const last: number[] = [];
  const first: number[] = [];
  for (let count = 0; count < counted; count += 1) {
    first.push(await empty.next());
    last.push(await full.next());
  }
  const [ours, raw] = [median(last), median(first)];
  const row: Row = { name: `provisioning, last ${counted} of ${all} / first`, database, ours, raw, ratio: ours / raw };
  return [database === 'sqlite' ? { ...row, limit: 1.3 } : row];
};
