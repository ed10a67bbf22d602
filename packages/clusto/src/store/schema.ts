import { failure } from '../base/errors.ts';
import type { Clock } from '../base/clock.ts';
import type { Connection, Engine } from './dialect.ts';
import { migrations, newestSchema } from './migrations/migrations.ts';

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
function refuseNewer(engine: Engine, found: number): void {
  if (found > newestSchema) throw failure('DATABASE_TOO_NEW', { dsn: engine.label, found, known: newestSchema });
}

/** @throws DATABASE_EMPTY, DATABASE_TOO_OLD or DATABASE_TOO_NEW unless the schema is the one that this clusto knows */
export async function checkSchema(engine: Engine): Promise<void> {
  const found = await schemaNumber(engine, engine.reader);
  refuseNewer(engine, found);
  if (found === 0) throw failure('DATABASE_EMPTY', { dsn: engine.label });
  if (found < newestSchema) throw failure('DATABASE_TOO_OLD', { dsn: engine.label, found, known: newestSchema });
}

/**
 * Brings the schema up to date in one transaction; several processes may do so at once.
 * @returns the schema numbers before and after; before is 0 for an empty database.
 * @throws DATABASE_TOO_NEW
 */
export async function migrate(engine: Engine, clock: Clock): Promise<{ before: number; after: number }> {
  const found = await schemaNumber(engine, engine.reader);
  refuseNewer(engine, found);
  if (found === newestSchema) return { before: found, after: found };
  const writer = await engine.begin();
  try {
    const before = await schemaNumber(engine, writer);
    const { types: t, tableSuffix } = engine.dialect;
    await writer.exec(
      `create table if not exists schema_migrations (number ${t.int} primary key, name ${t.text} not null, applied ${t.int} not null)${tableSuffix}`,
    );
    for (const migration of migrations.slice(before)) {
      for (const statement of migration.statements(engine.dialect)) await writer.exec(statement);
      await writer.run('insert into schema_migrations (number, name, applied) values ($1, $2, $3)', [
        migration.number,
        migration.name,
        clock.now().getTime(),
      ]);
    }
    await writer.commit();
    return { before, after: newestSchema };
  } catch (error) {
    await writer.rollback();
    throw error;
  }
}
