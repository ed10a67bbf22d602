import { IPManager, PenguinServer } from 'clusto/drivers';
import type { Bench } from './bench.ts';
import { median, type Row } from './measure.ts';

const inTransaction = 1000;

/** The next address of a /16: with 60,000 taken beside with 100 taken. */
export const addresses: Bench = async ({ clusto, database, isQuick }) => {
  const most = isQuick ? 300 : 60_000;
  const counted = isQuick ? 20 : 1_000;
  const subnet = await clusto.create(IPManager, 'subnet', { baseip: '10.0.0.0', netmask: '255.255.0.0' });
  let server = await clusto.create(PenguinServer, 'server0');
  let taken = 0;
  const allocate = async (count: number): Promise<number[]> => {
    const times: number[] = [];
    const end = taken + count;
    for (let batch = Math.ceil(count / inTransaction); batch > 0; batch -= 1)
      await clusto.transaction(async () => {
        for (let left = Math.min(inTransaction, end - taken); left > 0; left -= 1, taken += 1) {
          if (taken % 10 === 9) server = await clusto.create(PenguinServer, `server${taken}`);
          const start = performance.now();
          await subnet.allocate(server);
          times.push((performance.now() - start) * 1000);
        }
      });
    return times;
  };
  await allocate(100);
  const early = median(await allocate(counted));
  await allocate(most - taken);
  const late = median(await allocate(counted));
  const row: Row = { name: 'next address, 60,000 taken / 100', database, ours: late, raw: early, ratio: late / early };
  return [database === 'sqlite' ? { ...row, limit: 1.3 } : row];
};
