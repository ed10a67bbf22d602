import type { Engine, EngineOptions } from './dialect.ts';
import type { Dsn } from './dsn.ts';

/**
 * Opens a database, whatever is in it. Each database package is loaded when it is used: the command line starts faster
 * for it.
 * @param poolSize connections to PostgreSQL
 * @throws DATABASE_UNAVAILABLE, DATABASE_CORRUPT
 */
export async function openEngine(dsn: Dsn, options: EngineOptions, poolSize: number): Promise<Engine> {
  if (dsn.kind === 'postgres') {
    const { PostgresEngine } = await import('./postgres/postgres-engine.ts');
    return new PostgresEngine(dsn.url, dsn.label, options, poolSize);
  }
  const { SqliteEngine } = await import('./sqlite/sqlite-engine.ts');
  return SqliteEngine.open(dsn.kind === 'sqlite' ? dsn.path : undefined, dsn.label, options);
}
