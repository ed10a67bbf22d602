import type { Clusto } from 'clusto';
import { IPManager, PenguinServer } from 'clusto/drivers';
import type { Bench } from './bench.ts';
import { median } from './measure.ts';

/** A /16 whose addresses are handed out from the first one on. */
class Subnet {
  readonly #clusto: Clusto;
  readonly #manager: IPManager;
  #server: PenguinServer;
  #taken = 0;

  private constructor(clusto: Clusto, manager: IPManager, server: PenguinServer) {
    this.#clusto = clusto;
    this.#manager = manager;
    this.#server = server;
  }

  static async begin(clusto: Clusto): Promise<Subnet> {
    const manager = await clusto.create(IPManager, 'subnet', { baseip: '10.0.0.0', netmask: '255.255.0.0' });
    return new Subnet(clusto, manager, await clusto.create(PenguinServer, 'server'));
  }

  /** @returns how long the allocation took, in microseconds */
  async next(): Promise<number> {
    this.#taken += 1;
    if (this.#taken % 10 === 0) this.#server = await this.#clusto.create(PenguinServer, `server${this.#taken}`);
    const start = performance.now();
    await this.#manager.allocate(this.#server);
    return (performance.now() - start) * 1000;
  }

  async fill(count: number): Promise<void> {
    for (let left = count; left > 0; left -= inTransaction)
      await this.#clusto.transaction(async () => {
        for (let index = 0; index < Math.min(left, inTransaction); index += 1) await this.next();
      });
  }
}

const inTransaction = 1000;

/** The next address of a /16, with 60,000 taken beside with 100 taken, in turns. */
export const addresses: Bench = async ({ clusto, database, isQuick, openAnother }) => {
  const counted = isQuick ? 20 : 1_000;
  await using another = await openAnother();
  const [full, empty] = [await Subnet.begin(clusto), await Subnet.begin(another.clusto)];
  await full.fill(isQuick ? 300 : 60_000);
  await empty.fill(100);
  const late: number[] = [];
  const early: number[] = [];
  for (let count = 0; count < counted; count += 1) {
    early.push(await empty.next());
    late.push(await full.next());
  }
  const [ours, raw] = [median(late), median(early)];
  return [{ name: 'next address, 60,000 taken / 100', database, ours, raw, ratio: ours / raw, limit: 1.3 }];
};
