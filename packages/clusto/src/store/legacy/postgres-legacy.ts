import pg from 'pg';
import { translatePostgresError } from '../postgres/postgres-errors.ts';
import { type LegacyConnection, openingTime, readingTime } from './legacy-connection.ts';

const form = `'YYYY-MM-DD HH24:MI:SS.US'`;

/** Reads a database of PostgreSQL in one read-only transaction. */
export class PostgresLegacy implements LegacyConnection {
  readonly label: string;
  readonly #client: pg.Client;

  private constructor(client: pg.Client, label: string) {
    this.#client = client;
    this.label = label;
  }

  /** @throws DATABASE_UNAVAILABLE */
  static async open(url: string, label: string): Promise<PostgresLegacy> {
    const client = new pg.Client({
      connectionString: url,
      connectionTimeoutMillis: openingTime,
      query_timeout: readingTime,
      application_name: 'clusto import',
    });
    // one that breaks while it is idle is reported by the next statement
    client.on('error', () => undefined);
    const opened = new PostgresLegacy(client, label);
    try {
      await client.connect();
      await client.query('begin isolation level repeatable read read only');
      return opened;
    } catch (error) {
      await client.end().catch(() => undefined);
      throw translatePostgresError(error, label, openingTime / 1000);
    }
  }

  quoted(name: string): string {
    return `"${name}"`;
  }

  asText(column: string): string {
    return `${column}::text`;
  }

  /** The original let the server write its own time: in the zone of the server, of which the column says nothing. */
  moment(column: string): string {
    return `to_char(${column}::timestamptz at time zone 'UTC', ${form})`;
  }

  plainTime(column: string): string {
    return `to_char(${column}, ${form})`;
  }

  async tables(names: readonly string[]): Promise<readonly string[]> {
    const rows = await this.rows('select tablename as name from pg_tables where schemaname = current_schema()');
    return names.filter((name) => rows.some((row) => row['name'] === name));
  }

  async rows(text: string): Promise<Record<string, unknown>[]> {
    try {
      return (await this.#client.query<Record<string, unknown>>(text)).rows;
    } catch (error) {
      throw translatePostgresError(error, this.label, openingTime / 1000);
    }
  }

  async close(): Promise<void> {
    await this.#client.end();
  }
}
