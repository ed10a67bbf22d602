import pg from 'pg';
import { vi } from 'vitest';
import { SqliteConnection } from '../../packages/clusto/src/store/sqlite/sqlite-connection.ts';

/** How many statements reach the database, of either kind, while the work runs. */
export async function countStatements(work: () => Promise<unknown>): Promise<number> {
  const spies = [
    vi.spyOn(SqliteConnection.prototype, 'all'),
    vi.spyOn(SqliteConnection.prototype, 'run'),
    vi.spyOn(pg.Client.prototype, 'query'),
  ];
  try {
    await work();
    return spies.reduce((sum, spy) => sum + spy.mock.calls.length, 0);
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}
