import type { Ailment, Connection } from '../dialect.ts';

/** Tested with this, as a number of PostgreSQL; what is older may lack something. */
const oldest = 160_000;

interface Settings {
  readonly version: number;
  readonly name: string;
  readonly encoding: string;
  readonly fsync: string;
  readonly pages: string;
}

/** What the settings of a server mean for an inventory. */
export async function postgresAilments(reader: Connection): Promise<Ailment[]> {
  const [settings] = await reader.all<Settings>(
    `select current_setting('server_version_num')::int as version, current_setting('server_version') as name,
      current_setting('server_encoding') as encoding, current_setting('fsync') as fsync, current_setting('full_page_writes') as pages`,
    [],
  );
  if (settings === undefined) return [];
  const { version, name, encoding, fsync, pages } = settings;
  return [
    ...(version < oldest
      ? [{ code: 'server-old', message: `The server is PostgreSQL ${name}.`, advice: 'Use PostgreSQL 16 or newer.' }]
      : []),
    ...(encoding === 'UTF8'
      ? []
      : [
          {
            code: 'server-encoding',
            message: `The database is encoded in ${encoding}.`,
            advice: 'Make another one in UTF8, and restore a backup into it.',
          },
        ]),
    ...(fsync === 'on' && pages === 'on'
      ? []
      : [
          {
            code: 'server-durability',
            message: `The server runs with fsync ${fsync} and full_page_writes ${pages}: a power cut may destroy the database.`,
            advice: 'Switch both on, unless the database may be thrown away.',
          },
        ]),
  ];
}
