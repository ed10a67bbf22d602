import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { type FixedClock, fixedClock } from '../../packages/clusto/src/base/clock.ts';
import { builtInDrivers } from '../../packages/clusto/src/drivers/built-in-drivers.ts';
import type { DriverClass } from '../../packages/clusto/src/inventory/driver.ts';
import { type OpenOptions, openParts } from '../../packages/clusto/src/inventory/open.ts';
import { Clusto } from '../../packages/clusto/src/operations/clusto.ts';
import type { DatabaseKind, TestDatabase } from './databases.ts';

/** What the test that runs has for itself. */
export interface TestClusto {
  readonly clusto: Clusto;
  readonly dsn: string;
  /** Stands still at 2026-01-01T00:00:00Z until the test moves it. */
  readonly clock: FixedClock;
  /** The same inventory in the hands of another. */
  as(actor: string, options?: Partial<OpenOptions>): Promise<Clusto>;
}

/** The inventory of a database, with the built-in kinds and all operations. */
export async function openClusto(dsn: string, options: Partial<OpenOptions> = {}): Promise<Clusto> {
  const common = { drivers: builtInDrivers, actor: 'tester', source: 'test', durability: 'off' } as const;
  return new Clusto(await openParts({ dsn, ...common, ...options }));
}

/** Gives each test of the suite an inventory of the built-in kinds, with all operations, on a database with nothing in it. */
export function useClusto(kind: DatabaseKind, drivers: readonly DriverClass[] = []): TestClusto {
  let database: TestDatabase;
  let clock: FixedClock;
  let opened: Clusto[] = [];
  const as = async (actor: string, options: Partial<OpenOptions> = {}): Promise<Clusto> => {
    const parts = { drivers: [...builtInDrivers, ...drivers], actor, clock };
    const clusto = await openClusto(database.dsn, { ...parts, ...options });
    opened.push(clusto);
    return clusto;
  };
  beforeAll(async () => {
    database = await kind.create();
  });
  afterAll(() => database[Symbol.asyncDispose]());
  beforeEach(async () => {
    clock = fixedClock(new Date('2026-01-01T00:00:00Z'));
    opened = [];
    await as('tester');
  });
  afterEach(async () => {
    await Promise.all(opened.map((clusto) => clusto.close()));
    await database.clear();
  });
  return {
    as,
    get clusto() {
      return opened[0] as Clusto;
    },
    get dsn() {
      return database.dsn;
    },
    get clock() {
      return clock;
    },
  };
}
