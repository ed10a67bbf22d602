import type { Engine, EngineOptions } from '../../packages/clusto/src/store/dialect.ts';
import { parseDsn } from '../../packages/clusto/src/store/dsn.ts';
import { PostgresEngine } from '../../packages/clusto/src/store/postgres/postgres-engine.ts';
import { SqliteEngine } from '../../packages/clusto/src/store/sqlite/sqlite-engine.ts';

/** The engine below a store, for what only migrations and tests ask of it. */
export function openEngine(dsn: string, options: Partial<EngineOptions> = {}): Engine {
  const all = { busyTimeout: 10_000, idleTimeout: 10_000, durability: 'off', ...options } as const;
  const parsed = parseDsn(dsn);
  if (parsed.kind === 'postgres') return new PostgresEngine(parsed.url, parsed.label, all, 5);
  return SqliteEngine.open(parsed.kind === 'sqlite' ? parsed.path : undefined, parsed.label, all);
}
