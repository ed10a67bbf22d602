import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Connection, createConnection } from 'mysql2/promise';
import { createLegacyTable, legacyRows, legacyTables } from './legacy-tables.ts';

const patience = 60_000;

/** A MariaDB of its own, on a socket in a temporary folder, whose zone is not UTC. */
export class PrivateMariadb implements AsyncDisposable {
  readonly #folder: string;
  readonly #server: ReturnType<typeof spawn>;

  private constructor(folder: string, server: ReturnType<typeof spawn>) {
    this.#folder = folder;
    this.#server = server;
  }

  static async start(): Promise<PrivateMariadb> {
    const folder = await mkdtemp(join(tmpdir(), 'clusto-mariadb-'));
    const data = `--datadir=${join(folder, 'data')}`;
    const install = [
      '--no-defaults',
      '--auth-root-authentication-method=normal',
      '--skip-test-db',
      '--user=root',
      data,
    ];
    execFileSync('mariadb-install-db', install, { stdio: 'ignore' });
    const options = ['--skip-networking', `--socket=${join(folder, 'socket')}`, '--default-time-zone=+05:30'];
    const server = spawn('mariadbd', ['--no-defaults', '--user=root', data, ...options], { stdio: 'ignore' });
    const started = new PrivateMariadb(folder, server);
    const deadline = performance.now() + patience;
    for (;;) {
      try {
        await (await started.#connect()).end();
        return started;
      } catch (error) {
        if (performance.now() > deadline || server.exitCode !== null) throw error;
        await sleep(100);
      }
    }
  }

  #connect(database?: string): Promise<Connection> {
    const options = { socketPath: join(this.#folder, 'socket'), user: 'root', charset: 'utf8mb4' };
    return createConnection(database === undefined ? options : { ...options, database });
  }

  /** Copies a database of the original into one of the server, with a user who may only read it. @returns its address */
  async copy(path: string, database: string, password: string): Promise<string> {
    const administrator = await this.#connect();
    await administrator.query(`create database ${database} character set utf8mb4`);
    await administrator.query(`create user reader@localhost identified by '${password}'`);
    await administrator.query(`grant select on ${database}.* to reader@localhost`);
    await administrator.end();
    const client = await this.#connect(database);
    await client.query(`set time_zone = '+00:00', sql_mode = ''`);
    // SQLAlchemy makes the time of an attribute a DATETIME, and that of a version a TIMESTAMP
    for (const table of legacyTables)
      await client.query(
        createLegacyTable(table, '`').replace('datetime_value timestamp', 'datetime_value datetime(6)'),
      );
    for (const { table, columns, rows } of legacyRows(path)) {
      const names = columns.map((name) => `\`${name}\``).join(', ');
      await client.query(`insert into ${table} (${names}) values ?`, [rows]);
    }
    await client.end();
    return `mysql://reader@localhost/${database}?unix_socket=${join(this.#folder, 'socket')}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = once(this.#server, 'exit');
    if (this.#server.exitCode === null) {
      this.#server.kill('SIGTERM');
      await ended;
    }
    await rm(this.#folder, { recursive: true, force: true });
  }
}
