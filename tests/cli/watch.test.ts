import { beforeEach, describe, expect, test } from 'vitest';
import { connect } from '../../packages/clusto/src/cli/connect.ts';
import { BasicServer } from '../../packages/clusto/src/drivers/devices/basic-server.ts';
import { Pool } from '../../packages/clusto/src/drivers/pools/pool.ts';
import { CliHome } from '../support/run-cli.ts';

describe('clusto watch', () => {
  let home: CliHome;
  let dsn: string;
  let start: number;

  beforeEach(async () => {
    home = await CliHome.create();
    dsn = `sqlite:${home.path('inventory.db')}`;
    await using clusto = await connect({ dsn, plugins: [], actor: 'alice', durability: 'off' });
    start = await clusto.version();
    const pool = await clusto.create(Pool, 'web');
    await clusto.transaction({ message: 'a new server' }, async () => {
      const server = await clusto.create(BasicServer, 's1');
      await pool.insert(server);
    });
    await pool.setAttr({ key: 'k', value: 2n ** 60n });
    return () => home[Symbol.asyncDispose]();
  });

  const time = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g;
  const watch = async (...args: string[]): Promise<string> => {
    const { status, stdout, stderr } = await home.run(['watch', '--dsn', dsn, ...args]);
    expect([status, stderr]).toEqual([0, '']);
    return stdout.replace(time, 'TIME');
  };

  test('prints versions with what they changed, and ends with the past', async () => {
    expect(await watch('--since', `${start}`, '--at', `${start + 2}`)).toBe(
      `${start + 1}  TIME  alice\n` +
        '  +  web  created (pool)\n' +
        `${start + 2}  TIME  alice  a new server\n` +
        '  +  s1  created (basicserver)\n' +
        '  +  s1  in web\n',
    );
    expect(await watch('--since', '0', '--at', `${start + 3}`, '--limit', '0')).toBe('');
  });

  test('prints what enters, changes and leaves', async () => {
    const text = await watch('--since', `${start}`, '--at', `${start + 3}`, '--query', 'pool = web or name = web');
    expect(text).toBe(
      `${start + 1}  TIME  alice\n  entered: web\n  +  web  created (pool)\n` +
        `${start + 2}  TIME  alice  a new server\n  entered: s1; changed: web\n` +
        '  +  s1  created (basicserver)\n  +  s1  in web\n' +
        `${start + 3}  TIME  alice\n  changed: web\n  +  web  k = 1152921504606846976\n`,
    );
  });

  test('prints a line of JSON for each version', async () => {
    const text = await watch('--since', `${start + 1}`, '--at', `${start + 3}`, '--json');
    const lines = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines).toMatchObject([
      { number: start + 2, actor: 'alice', message: 'a new server', changes: [{ kind: 'created' }, { kind: 'in' }] },
      { number: start + 3, changes: [{ kind: 'added', entity: { name: 'web' }, value: '1152921504606846976' }] },
    ]);
  });

  test('says what is wrong', async () => {
    const wrong = async (...args: string[]): Promise<unknown[]> => {
      const { status, stdout, stderr } = await home.run(['watch', '--dsn', dsn, ...args]);
      return [status, stdout, /\[(\w+)\]/.exec(stderr)?.[1]];
    };
    expect(await wrong('--since', '99')).toEqual([1, '', 'VERSION_UNKNOWN']);
    expect(await wrong('--query', 'name =')).toEqual([1, '', 'QUERY_INVALID']);
    expect(await wrong('--limit', 'x')).toEqual([2, '', 'USAGE']);
  });

  test('follows what is committed by another, and goes on until Ctrl-C', async () => {
    const running = home.start(['watch', '--dsn', dsn, '--json']);
    await running.says(`what comes after ${start + 3}, until Ctrl-C`);
    await using clusto = await connect({ dsn, plugins: [], durability: 'off' });
    const following = home.run(['watch', '--dsn', dsn, '--since', `${start + 3}`, '--limit', '1', '--json']);
    await clusto.rename('s1', 's2');
    const { status, stdout } = await following;
    expect([status, JSON.parse(stdout)]).toMatchObject([0, { number: start + 4, changes: [{ kind: 'renamed' }] }]);
    running.kill('SIGINT');
    expect(await running.result).toMatchObject({ status: 130 });
  });
});
