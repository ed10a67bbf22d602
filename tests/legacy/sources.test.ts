import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LegacyDatabase } from '../../packages/clusto/src/base/legacy-database.ts';
import { readLegacy } from '../../packages/clusto/src/store/legacy/read-legacy.ts';
import { databases } from '../support/databases.ts';
import { type LegacyName, legacyNames, unpackLegacy } from '../support/legacy-data.ts';
import { copyToPostgres } from '../support/legacy-tables.ts';
import { withEqualTimes } from '../support/legacy-times.ts';

const postgres = databases.find(({ name }) => name === 'postgres') as (typeof databases)[number];

describe('a database of the original on PostgreSQL', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'clusto-legacy-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  test.each(legacyNames)('reads as the same one on SQLite: %s', async (name: LegacyName) => {
    const path = await unpackLegacy(name, folder);
    await using database = await postgres.create();
    await copyToPostgres(path, database.dsn);
    const read = async (dsn: string): Promise<Omit<LegacyDatabase, 'label'>> => withEqualTimes(await readLegacy(dsn));
    expect(await read(database.dsn.replace('postgres:', 'postgresql+psycopg2:'))).toEqual(await read(`sqlite:${path}`));
  });
});
