import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'clusto';
import { startPostgres } from '../tests/support/postgres-server.ts';
import type { Bed } from './bench.ts';
import { openRaw } from './raw.ts';

/** Where the empty inventories of one kind of database come from. */
export interface Beds extends AsyncDisposable {
  /** @param durability `off` where only the growth of costs is looked at */
  open(durability: 'full' | 'off'): Promise<Bed>;
}

async function openBed(dsn: string, durability: 'full' | 'off'): Promise<Bed> {
  const clusto = await connect({ dsn, durability, plugins: [], actor: 'bench', source: 'bench' });
  const raw = await openRaw(dsn);
  return {
    clusto,
    raw,
    [Symbol.asyncDispose]: async () => {
      await raw.close();
      await clusto.close();
    },
  };
}

export function sqliteBeds(): Beds {
  const folder = mkdtempSync(join(tmpdir(), 'clusto-bench-'));
  let count = 0;
  return {
    open: (durability) => openBed(`sqlite:${join(folder, `${(count += 1)}.db`)}`, durability),
    [Symbol.asyncDispose]: async () => rmSync(folder, { recursive: true }),
  };
}

export async function postgresBeds(): Promise<Beds> {
  const server = await startPostgres();
  const address = `postgres://clusto@127.0.0.1:${server.port}`;
  const administration = await openRaw(`${address}/postgres`);
  let count = 0;
  return {
    open: async (durability) => {
      const name = `bench_${(count += 1)}`;
      await administration.run(`create database ${name}`);
      return openBed(`${address}/${name}`, durability);
    },
    [Symbol.asyncDispose]: async () => {
      await administration.close();
      await server.stop();
    },
  };
}
