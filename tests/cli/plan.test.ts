import { writeFile } from 'node:fs/promises';
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

test('plan shows what apply would do, and apply does it once', async () => {
  const file = home.path('site.yaml');
  await writeFile(
    file,
    'name: web1\ndriver: basicserver\nattributes: {system.memory: 1}\n---\nname: web\ndriver: pool\ncontents: [web1]\n',
  );
  const changes =
    '+  web1  created (basicserver)\n+  web1  in web\n+  web1  system.memory = 1\n+  web   created (pool)\n';
  const summary = '2 to create, 0 to change, 0 to delete\n';
  expect(await home.run(['plan', file])).toEqual({ status: 0, stdout: changes, stderr: summary });
  expect(await home.run(['plan', file, '--exit-code'])).toMatchObject({ status: 3, stdout: changes });
  expect(await home.run(['apply', file])).toMatchObject({ status: 7, stdout: '' });
  expect(await home.json('plan', file)).toMatchObject({
    created: 2,
    changes: [{ kind: 'created', entity: { name: 'web1' } }, {}, {}, {}],
  });
  const done = await home.run(['apply', file, '--yes', '-m', 'web']);
  expect(done).toMatchObject({
    status: 0,
    stdout: changes,
    stderr: expect.stringMatching(/^version \d+: 2 created, 0 changed, 0 deleted\n$/),
  });
  expect(await home.run(['plan', file, '--exit-code'])).toEqual({ status: 0, stdout: '', stderr: 'nothing to do\n' });
  expect(await home.run(['apply', file])).toEqual({ status: 0, stdout: '', stderr: 'nothing to do\n' });
  await home.run(['attr', 'set', 'web1', 'system.memory=2']);
  expect(await home.run(['plan', file])).toMatchObject({
    status: 0,
    stderr: expect.stringMatching(/^stays: system\.memory of web1 was changed to 2 in version \d+\nnothing to do\n$/),
  });
  await writeFile(file, 'name: web1\nattributes: {system.memory: 3}\n');
  expect(await home.run(['apply', file, '--yes'])).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('[PLAN_CONFLICT]'),
  });
  const conflict = await home.run(['plan', file]);
  expect(conflict).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('conflict: system.memory of web1 was changed to 2'),
  });
  expect(await home.json('apply', file, '--yes', '--overwrite', '--prune')).toMatchObject({ changed: 1, deleted: 1 });
});

test('everything that is wrong with files is told, a line for each', async () => {
  const file = home.path('wrong.yaml');
  await writeFile(file, 'name: a\ndriver: pol\ncontents: [nobody]\n');
  const { status, stdout, stderr } = await home.run(['plan', file]);
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr.split('\n').slice(0, 2)).toEqual([
    `${file}:1: There is no driver pol: did you mean pool?`,
    `${file}:3: nobody does not exist.`,
  ]);
  expect(stderr).toContain('[ENTRIES_INVALID]');
  expect(await home.run(['plan', home.path('missing')])).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('[FILE_UNREADABLE]'),
  });
  expect(await home.run(['plan', file, file])).toMatchObject({ status: 2 });
});

test('apply reads what is piped in', async () => {
  const piped = await home.spawn(['apply', '-', '--yes'], { input: '[{"name": "piped", "driver": "pool"}]' });
  expect(piped).toMatchObject({ status: 0, stdout: '+  piped  created (pool)\n' });
});

test('import csv brings in a table', async () => {
  const file = home.path('servers.csv');
  await writeFile(file, 'Host,Serial\nc1,X1\nc2,X2\n/,X3\n');
  const args = [
    'import',
    'csv',
    '--driver',
    'basicserver',
    '--map',
    'Host=name',
    '--map',
    'Serial=serialnum.property',
    file,
  ];
  expect(await home.run(args)).toMatchObject({
    status: 1,
    stdout: '',
    stderr: expect.stringContaining(`${file}:4: Host: The name / is not allowed`),
  });
  const done = await home.run([...args, '--keep-going']);
  expect(done).toMatchObject({ status: 3, stdout: expect.stringContaining('+  c1  serialnum.property = X1\n') });
  expect(done.stderr).toMatch(/^.*:4: Host: .*\nversion \d+: 2 created, 0 changed, 0 deleted\n$/);
  expect(
    await home
      .json('import', 'csv', '--update', ...args.slice(2, -1), file, '--keep-going')
      .catch((error: unknown) => String(error)),
  ).toContain(':4: Host');
  expect(await home.run(['import', 'csv', '--map', 'x', file])).toMatchObject({ status: 2 });
  expect(await home.run(['import', 'csv', '--delimiter', ',,', file])).toMatchObject({ status: 2 });
});
