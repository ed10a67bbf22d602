import { afterAll, beforeAll, expect, test } from 'vitest';
import { CliHome } from '../support/run-cli.ts';

let home: CliHome;
beforeAll(async () => {
  home = await CliHome.create();
  await home.run(['init']);
  await home.run(['create', 'pool', 'p1']);
});
afterAll(() => home[Symbol.asyncDispose]());

test('export prints YAML, or JSON, of now or then', async () => {
  expect(await home.run(['export'])).toEqual({
    status: 0,
    stdout: 'clusto: 1\n---\nname: p1\ndriver: pool\n',
    stderr: '',
  });
  expect(await home.json('export')).toEqual([{ clusto: 1 }, { name: 'p1', driver: 'pool' }]);
  expect(await home.run(['export', '--at', '2'])).toMatchObject({ stdout: 'clusto: 1\n' });
  expect(await home.run(['export', '--query', 'name =='])).toMatchObject({ status: 1, stdout: '' });
});
