import Sqlite from 'better-sqlite3';
import pg from 'pg';

interface Column {
  readonly table: string;
  readonly line: string;
}

/** The statements as SQLite keeps them, in order of name, one clause to a line. */
function dumpSqlite(file: string): string[] {
  const handle = new Sqlite(file, { readonly: true });
  try {
    const rows = handle
      .prepare(
        "select sql from sqlite_master where sql is not null and name not like 'sqlite_%' order by type desc, name",
      )
      .all() as { sql: string }[];
    return rows.map(({ sql }) =>
      sql
        .replaceAll(/\s+/g, ' ')
        .replace(/^(CREATE TABLE \w+ \()(.*)(\) strict)$/i, (_, head: string, body: string, tail: string) =>
          [
            head,
            ...body.split(/, (?![^(]*\))/).map((part, index, all) => `  ${part}${index < all.length - 1 ? ',' : ''}`),
            tail,
          ].join('\n'),
        ),
    );
  } finally {
    handle.close();
  }
}

async function dumpPostgres(dsn: string): Promise<string[]> {
  const client = new pg.Client(dsn);
  await client.connect();
  try {
    const select = async <Row>(text: string): Promise<Row[]> => (await client.query(text)).rows as Row[];
    const columns = await select<Column>(`
      select c.relname as table, '  ' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || coalesce(' collate ' || quote_ident(nullif(l.collname, 'default')), '')
        || case when a.attnotnull then ' not null' else '' end || case a.attidentity when 'd' then ' identity' else '' end as line
      from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      left join pg_collation l on l.oid = a.attcollation
      where c.relkind = 'r' and c.relnamespace = current_schema()::regnamespace order by c.relname, a.attnum`);
    const constraints = await select<Column>(`
      select conrelid::regclass::text as table, '  ' || pg_get_constraintdef(oid) as line from pg_constraint
      where connamespace = current_schema()::regnamespace and contype in ('p', 'f', 'u', 'c') order by conrelid::regclass::text, conname`);
    const indexes = await select<{ indexdef: string }>(
      'select indexdef from pg_indexes where schemaname = current_schema() order by indexname',
    );
    const views = await select<{ viewname: string; definition: string }>(
      'select viewname, definition from pg_views where schemaname = current_schema() order by viewname',
    );
    const tables = Map.groupBy([...columns, ...constraints], ({ table }) => table);
    return [
      ...[...tables].map(([name, lines]) => `table ${name}\n${lines.map(({ line }) => line).join('\n')}`),
      ...indexes.map(({ indexdef }) => indexdef),
      ...views.map(({ viewname, definition }) => `view ${viewname} as\n${definition.replace(/;$/, '')}`),
    ];
  } finally {
    await client.end();
  }
}

/** The schema of a database as text: everything that a migration may create, nothing of what is stored. */
export async function dumpSchema(dsn: string): Promise<string> {
  const parts = dsn.startsWith('sqlite:') ? dumpSqlite(dsn.slice('sqlite:'.length)) : await dumpPostgres(dsn);
  return `${parts.join(';\n\n')};\n`;
}
