import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { type FixedClock, fixedClock } from '../../packages/clusto/src/base/clock.ts';
import type { DriverClass } from '../../packages/clusto/src/inventory/driver.ts';
import { type OpenOptions, openParts } from '../../packages/clusto/src/inventory/open.ts';
import { Session } from '../../packages/clusto/src/inventory/session.ts';
import type { DatabaseKind, TestDatabase } from './databases.ts';

/** The inventory of the test that runs, or of its suite. */
export interface TestInventory {
  readonly dsn: string;
  readonly clusto: Session;
  /** Stands still at 2026-01-01T00:00:00Z until the test moves it. */
  readonly clock: FixedClock;
  /** Another inventory on the same database, with connections of its own; closed after the test (or the suite). */
  open(options?: Partial<OpenOptions>): Promise<Session>;
}

/** Gives each test of the suite an inventory on a database with nothing in it. */
export function useInventory(kind: DatabaseKind, drivers: readonly DriverClass[] = []): TestInventory {
  return prepare(kind, drivers, beforeEach, afterEach);
}

/** Gives the tests of the suite one inventory together: for tests that read, or keep to entities of their own. */
export function shareInventory(kind: DatabaseKind, drivers: readonly DriverClass[] = []): TestInventory {
  return prepare(kind, drivers, beforeAll, afterAll);
}

type Hook = (work: () => Promise<void>) => void;

function prepare(kind: DatabaseKind, drivers: readonly DriverClass[], before: Hook, after: Hook): TestInventory {
  let database: TestDatabase;
  let clock: FixedClock;
  let opened: Session[] = [];
  const open = async (own: Partial<OpenOptions> = {}): Promise<Session> => {
    const common = { dsn: database.dsn, drivers, actor: 'tester', source: 'test', clock, durability: 'off' } as const;
    const session = new Session(await openParts({ ...common, ...own }));
    opened.push(session);
    return session;
  };
  beforeAll(async () => {
    database = await kind.create();
  });
  afterAll(() => database[Symbol.asyncDispose]());
  before(async () => {
    clock = fixedClock(new Date('2026-01-01T00:00:00Z'));
    opened = [];
    await open();
  });
  after(async () => {
    await Promise.all(opened.map((session) => session.close()));
    await database.clear();
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
