import { type Connection, createConnection } from 'mysql2/promise';
import { failure } from '../../base/errors.ts';
import { type LegacyConnection, openingTime, readingTime } from './legacy-connection.ts';

const form = `'%Y-%m-%d %H:%i:%s.%f'`;

function failed(label: string, error: unknown): Error {
  const reason = error instanceof Error ? error.message || String(Reflect.get(error, 'code')) : String(error);
  return failure('DATABASE_UNAVAILABLE', { dsn: label, reason }, error);
}

/** Reads a database of MySQL or MariaDB in one read-only transaction. */
export class MysqlLegacy implements LegacyConnection {
  readonly label: string;
  readonly #connection: Connection;

  private constructor(connection: Connection, label: string) {
    this.#connection = connection;
    this.label = label;
  }

  /**
   * @param password counts where the address has none
   * @throws DATABASE_UNAVAILABLE
   */
  static async open(url: string, label: string, password: string | undefined): Promise<MysqlLegacy> {
    const address = new URL(url);
    try {
      const connection = await createConnection({
        host: address.hostname.replace(/^\[|\]$/g, ''),
        port: address.port === '' ? 3306 : Number(address.port),
        user: decodeURIComponent(address.username),
        password: address.password === '' ? (password ?? '') : decodeURIComponent(address.password),
        database: decodeURIComponent(address.pathname.slice(1)),
        ...(address.searchParams.has('unix_socket')
          ? { socketPath: address.searchParams.get('unix_socket') as string }
          : {}),
        connectTimeout: openingTime,
        charset: 'utf8mb4',
      });
      // one that breaks while it is idle is reported by the next statement
      connection.on('error', () => undefined);
      const opened = new MysqlLegacy(connection, label);
      // times of the column type TIMESTAMP are shown in the zone of the session
      await opened.rows(`set time_zone = '+00:00'`);
      await opened.rows('set transaction isolation level repeatable read');
      await opened.rows('start transaction with consistent snapshot, read only');
      return opened;
    } catch (error) {
      throw failed(label, error);
    }
  }

  quoted(name: string): string {
    return `\`${name}\``;
  }

  asText(column: string): string {
    return `cast(${column} as char)`;
  }

  moment(column: string): string {
    return `date_format(${column}, ${form})`;
  }

  plainTime(column: string): string {
    return this.moment(column);
  }

  async tables(names: readonly string[]): Promise<readonly string[]> {
    const rows = await this.rows(
      'select table_name as name from information_schema.tables where table_schema = database()',
    );
    return names.filter((name) => rows.some((row) => row['name'] === name));
  }

  async rows(text: string): Promise<Record<string, unknown>[]> {
    try {
      const [rows] = await this.#connection.query({ sql: text, timeout: readingTime });
      return Array.isArray(rows) ? (rows as Record<string, unknown>[]) : [];
    } catch (error) {
      throw failed(this.label, error);
    }
  }

  async close(): Promise<void> {
    await this.#connection.end();
  }
}
