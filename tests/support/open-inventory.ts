import { afterEach, beforeEach } from 'vitest';
import { type FixedClock, fixedClock } from '../../packages/clusto/src/base/clock.ts';
import type { DriverClass } from '../../packages/clusto/src/inventory/driver.ts';
import { type OpenOptions, openParts } from '../../packages/clusto/src/inventory/open.ts';
import { Session } from '../../packages/clusto/src/inventory/session.ts';
import type { DatabaseKind, TestDatabase } from './databases.ts';

/** The inventory of the test that runs. */
export interface TestInventory {
  readonly dsn: string;
  readonly clusto: Session;
  /** Stands still at 2026-01-01T00:00:00Z until the test moves it. */
  readonly clock: FixedClock;
  /** Another inventory on the same database, with connections of its own; closed after the test. */
  open(options?: Partial<OpenOptions>): Promise<Session>;
}

/** Gives each test of the suite an inventory on a database of its own. */
export function useInventory(
  kind: DatabaseKind,
  drivers: readonly DriverClass[] = [],
  options: Partial<OpenOptions> = {},
): TestInventory {
  let database: TestDatabase;
  let clock: FixedClock;
  let opened: Session[] = [];
  const open = async (own: Partial<OpenOptions> = {}): Promise<Session> => {
    const common = { dsn: database.dsn, drivers, actor: 'tester', source: 'test', clock, durability: 'off' } as const;
    const session = new Session(await openParts({ ...common, ...options, ...own }));
    opened.push(session);
    return session;
  };
  beforeEach(async () => {
    database = await kind.create();
    clock = fixedClock(new Date('2026-01-01T00:00:00Z'));
    opened = [];
    await open();
  });
  afterEach(async () => {
    await Promise.all(opened.map((session) => session.close()));
    await database[Symbol.asyncDispose]();
  });
  return {
    open,
    get dsn() {
      return database.dsn;
    },
    get clusto() {
      return opened[0] as Session;
    },
    get clock() {
      return clock;
    },
  };
}
