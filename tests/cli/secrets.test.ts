import { readFile, stat, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { CliHome } from '../support/run-cli.ts';

test('a secret attribute is read from the standard input, stored sealed, and never shown', async () => {
  await using home = await CliHome.create();
  const env = { CLUSTO_DSN: `sqlite:${home.path('inventory.db')}` };
  await home.run(['init'], env);
  await home.run(['create', 'basicpowerstrip', 'pdu1'], env);
  const set = await home.spawn(['attr', 'set', 'pdu1', 'snmp.community', '--secret'], { env, input: 'hunter2\n' });
  expect(set).toMatchObject({ status: 0, stderr: '' });
  const shown = await home.spawn(['attr', 'show', 'pdu1', '--json'], { env });
  const info = await home.spawn(['info', 'pdu1', '--json'], { env });
  expect(shown.stdout).toContain('sealed:');
  expect(set.stdout + shown.stdout + info.stdout).not.toContain('hunter2');
  expect((await readFile(home.path('inventory.db'))).includes('hunter2')).toBe(false);
  expect((await stat(home.path('.config/clusto/secret.key'))).mode & 0o777).toBe(0o600);

  const script = `import { connect } from 'clusto'; import { readSecret } from 'clusto/plugin';
    await using clusto = await connect();
    const pdu = await clusto.getByName('pdu1');
    console.log(readSecret(clusto, await pdu.attrValue({ key: 'snmp' })), readSecret(clusto, 'env:HOME') !== '');`;
  const file = home.path('read.ts');
  await writeFile(file, script);
  expect(await home.spawn(['shell', file], { env })).toMatchObject({ status: 0, stdout: 'hunter2 true\n' });
});

test('--secret takes one attribute and no value, and something to store', async () => {
  await using home = await CliHome.create();
  const env = { CLUSTO_DSN: `sqlite:${home.path('inventory.db')}` };
  await home.run(['init'], env);
  await home.run(['create', 'pool', 'p'], env);
  for (const words of [['a.b=c'], ['a', 'b'], []]) {
    const { status, stderr } = await home.run(['attr', 'set', 'p', ...words, '--secret'], env);
    expect([status, stderr]).toEqual([2, expect.stringContaining('name one attribute and no value')]);
  }
  const { status, stderr } = await home.spawn(['attr', 'set', 'p', 'a', '--secret'], { env });
  expect([status, stderr]).toEqual([2, expect.stringContaining('no secret on the standard input')]);
});
