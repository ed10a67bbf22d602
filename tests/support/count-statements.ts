import pg from 'pg';
import { vi } from 'vitest';
import { SqliteConnection } from '../../packages/clusto/src/store/sqlite/sqlite-connection.ts';

/** The statements that reach the database, of either kind, while the work runs. */
export async function recordStatements(work: () => Promise<unknown>): Promise<string[]> {
  const spies = [
    vi.spyOn(SqliteConnection.prototype, 'all'),
    vi.spyOn(SqliteConnection.prototype, 'run'),
    vi.spyOn(pg.Client.prototype, 'query'),
  ];
  try {
    await work();
    const calls = spies.flatMap(({ mock }) => mock.calls as unknown as (string | { text: string })[][]);
    return calls.map(([statement]) => (typeof statement === 'object' ? statement.text : String(statement)));
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

/** The statements that ask for something: not those by which whoever follows an inventory looks for new versions. */
export async function recordQuestions(work: () => Promise<unknown>): Promise<string[]> {
  return (await recordStatements(work)).filter((text) => !text.startsWith('select * from versions where number > '));
}

/** How many there are. */
export async function countStatements(work: () => Promise<unknown>): Promise<number> {
  return (await recordStatements(work)).length;
}
