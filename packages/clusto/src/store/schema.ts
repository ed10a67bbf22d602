import { failure } from '../base/errors.ts';
import type { Clock } from '../base/clock.ts';
import type { Connection, Dialect, Engine, WriteConnection } from './dialect.ts';
import type { Migration } from './migrations/migration.ts';
import { migrations } from './migrations/migrations.ts';

/** The number of the newest migration in the database; 0 where there is none. */
export async function schemaNumber(engine: Engine, connection: Connection): Promise<number> {
  const [table] = await connection.all<{ found: number }>(engine.dialect.tableExists, ['schema_migrations']);
  if (!table?.found) return 0;
  const [row] = await connection.all<{ newest: number | null }>(
    'select max(number) as newest from schema_migrations',
    [],
  );
  return row?.newest ?? 0;
}

/** @throws DATABASE_TOO_NEW */
function refuseNewer(engine: Engine, found: number, known: number): void {
  if (found > known) throw failure('DATABASE_TOO_NEW', { dsn: engine.label, found, known });
}

/** @throws DATABASE_EMPTY, DATABASE_TOO_OLD or DATABASE_TOO_NEW unless the schema is the one that this clusto knows */
export async function checkSchema(engine: Engine, steps: readonly Migration[] = migrations): Promise<void> {
  const known = steps.length;
  const found = await schemaNumber(engine, engine.reader);
  refuseNewer(engine, found, known);
  if (found === 0) throw failure('DATABASE_EMPTY', { dsn: engine.label });
  if (found < known) throw failure('DATABASE_TOO_OLD', { dsn: engine.label, found, known });
}

/** @throws INVENTORY_NOT_EMPTY unless nothing was ever written but what every inventory has: one entity in at most two versions */
export async function refuseFilled(engine: Engine, connection: Connection): Promise<void> {
  if ((await schemaNumber(engine, connection)) === 0) return;
  const [row] = await connection.all<{ entities: number; newest: number }>(
    'select (select count(*) from entities) as entities, (select coalesce(max(number), 0) from versions) as newest',
    [],
  );
  if ((row?.entities ?? 0) > 1) throw failure('INVENTORY_NOT_EMPTY', { dsn: engine.label, version: row?.newest });
}

/** Runs steps of the schema inside a transaction. */
export async function applyMigrations(
  writer: WriteConnection,
  dialect: Dialect,
  clock: Clock,
  steps: readonly Migration[],
): Promise<void> {
  const { types: t, tableSuffix } = dialect;
  await writer.exec(
    `create table if not exists schema_migrations (number ${t.int} primary key, name ${t.text} not null, applied ${t.int} not null)${tableSuffix}`,
  );
  for (const migration of steps) {
    for (const statement of migration.statements(dialect)) await writer.exec(statement);
    await writer.run('insert into schema_migrations (number, name, applied) values ($1, $2, $3)', [
      migration.number,
      migration.name,
      clock.now().getTime(),
    ]);
  }
}

/**
 * Brings the schema up to date in one transaction; several processes may do so at once.
 * @returns the schema numbers before and after; before is 0 for an empty database.
 * @throws DATABASE_TOO_NEW
 */
export async function migrate(
  engine: Engine,
  clock: Clock,
  steps: readonly Migration[] = migrations,
): Promise<{ before: number; after: number }> {
  const after = steps.length;
  const found = await schemaNumber(engine, engine.reader);
  refuseNewer(engine, found, after);
  if (found === after) return { before: found, after };
  const writer = await engine.begin();
  try {
    // again, as another process may have been first
    const before = await schemaNumber(engine, writer);
    refuseNewer(engine, before, after);
    await applyMigrations(writer, engine.dialect, clock, steps.slice(before));
    await writer.commit();
    return { before, after };
  } catch (error) {
    await writer.rollback();
    throw error;
  }
}
