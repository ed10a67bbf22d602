import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readLegacy } from '../../packages/clusto/src/store/legacy/read-legacy.ts';
import { unpackLegacy } from '../support/legacy-data.ts';
import { withEqualTimes } from '../support/legacy-times.ts';
import { lacksPackages } from '../support/lacks-packages.ts';
import { PrivateMariadb } from '../support/private-mariadb.ts';
import { refusal } from '../support/refusal.ts';
import { CliHome } from '../support/run-cli.ts';

const password = 'hunter2';

describe.skipIf(lacksPackages('mariadb'))('a database of the original on MariaDB', () => {
  let server: PrivateMariadb;
  let home: CliHome;
  let path: string;
  let dsn: string;

  beforeAll(async () => {
    home = await CliHome.create();
    server = await PrivateMariadb.start();
    path = await unpackLegacy('clusto-1300-lived', home.folder);
    dsn = await server.copy(path, 'clusto', password);
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await home[Symbol.asyncDispose]();
  });

  test('reads as the same one on SQLite, whatever the zone of the server', async () => {
    const found = withEqualTimes(await readLegacy(dsn.replace('mysql:', 'mysql+mysqldb:'), { password }));
    expect(found).toEqual(withEqualTimes(await readLegacy(`sqlite:${path}`)));
  });

  test('is brought in with a password of the environment, which nobody is told', async () => {
    const target = `sqlite:${home.path('new.db')}`;
    const args = ['import', 'clusto', dsn, '--dsn', target];
    const { status, stdout, stderr } = await home.spawn(args, { env: { MYSQL_PWD: password } });
    expect(stderr).not.toContain('error');
    expect(status).toBe(0);
    expect(stdout).toContain('1395 entities, 20988 attributes compared');
    expect(stdout + stderr).not.toContain(password);
  });

  test('refuses a wrong password and a database that is not there', async () => {
    expect(await refusal(readLegacy(dsn, { password: 'wrong' }))).toBe('DATABASE_UNAVAILABLE');
    expect(await refusal(readLegacy(dsn.replace('/clusto?', '/other?'), { password }))).toBe('DATABASE_UNAVAILABLE');
  });
});
