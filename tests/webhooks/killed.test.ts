import { writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { PenguinServer } from '../../packages/clusto/src/drivers/devices/penguin-server.ts';
import { CliHome, type RunningCli } from '../support/run-cli.ts';
import { openClusto } from '../support/use-clusto.ts';
import { WebhookReceiver } from '../support/webhook-receiver.ts';

let home: CliHome;
let receiver: WebhookReceiver;
beforeEach(async () => {
  home = await CliHome.create();
  receiver = await WebhookReceiver.start();
});
afterEach(async () => {
  await receiver[Symbol.asyncDispose]();
  await home[Symbol.asyncDispose]();
});

test('a process that is killed while it sends loses nothing, and what comes twice has the same id', async () => {
  const config = home.path('clusto.toml');
  const webhooks = '[webhooks]\nallow = ["127.0.0.1"]\nlease = 1000';
  await writeFile(config, `dsn = "sqlite:clusto.db"\n[serve]\nmonitor = "off"\n${webhooks}\n`);
  const run = async (...args: string[]): Promise<string> => {
    const { status, stdout, stderr } = await home.run([...args, '--config', config]);
    expect(status, stderr).toBe(0);
    return stdout;
  };
  await run('init');
  expect(await run('webhook', 'create', 'mirror', receiver.url)).toMatch(/^whsec_[\w+/]{43}=\n$/);
  const versions: number[] = [];
  {
    await using clusto = await openClusto(`sqlite:${home.path('clusto.db')}`);
    for (let number = 0; number < 8; number += 1) {
      await clusto.create(PenguinServer, `server${number}`);
      versions.push(await clusto.version());
    }
  }
  let serving: RunningCli | undefined;
  receiver.answer = () => {
    // before it hears that the third one was taken
    if (receiver.messages.length === 2) serving?.kill('SIGKILL');
    return 200;
  };
  serving = home.start(['serve', 'webhooks', '--config', config]);
  expect((await serving.result).status).toBeNull();
  const { length } = receiver.messages;
  expect(length).toBeGreaterThanOrEqual(3);
  serving = home.start(['serve', 'webhooks', '--config', config]);
  await receiver.until((one) => one.versions.includes(versions.at(-1)!));
  serving.kill('SIGTERM');
  const { status, stderr } = await serving.result;
  expect(status, stderr).toBe(0);
  expect([...new Set(receiver.versions)]).toEqual(versions);
  const again = receiver.messages.slice(length);
  expect(again.map(({ headers }) => headers['webhook-id'])).toEqual(
    receiver.versions.slice(length).map((version) => `mirror-${version}`),
  );
  expect(JSON.parse(await run('webhook', 'list', '--json'))).toMatchObject([
    { name: 'mirror', state: 'active', behind: 0, deadLetters: 0 },
  ]);
});

test('the command tells how webhooks are, and keeps their secrets', async () => {
  const config = home.path('clusto.toml');
  await writeFile(config, 'dsn = "sqlite:clusto.db"\n[webhooks]\nallow = ["127.0.0.1"]\n');
  const run = (...args: string[]) => home.run([...args, '--config', config]);
  await run('init');
  const made = await run('webhook', 'create', 'mirror', receiver.url, '--query', 'type = server', '--json');
  const { secret } = JSON.parse(made.stdout) as { secret: string };
  expect((await run('webhook', 'list')).stdout).toMatch(
    /^NAME +STATE +BEHIND .*\nmirror +active +0 .* type = server\n$/,
  );
  const shown = await run('webhook', 'show', 'mirror');
  expect(shown.stdout).toMatch(/^name +mirror\nurl /);
  expect(shown.stdout).not.toContain(secret);
  expect(await run('webhook', 'test', 'mirror')).toMatchObject({ status: 0, stdout: '' });
  expect(receiver.messages).toHaveLength(1);
  receiver.answer = () => 500;
  expect((await run('webhook', 'test', 'mirror')).stderr).toContain('did not take the test: it answered 500');
  expect((await run('webhook', 'pause', 'mirror')).stderr).toMatch(/^mirror is paused: paused by /);
  expect((await run('webhook', 'resume', 'mirror')).stderr).toMatch(/^mirror is active; 0 versions wait/);
  const rotated = await run('webhook', 'rotate', 'mirror', '--overlap', '1h');
  expect(rotated.stdout).toMatch(/^whsec_/);
  expect(rotated.stdout).not.toContain(secret);
  expect(await run('webhook', 'dead-letters', '--json')).toMatchObject({ stdout: '[]\n' });
  expect((await run('webhook', 'resend', 'mirror', '7')).stderr).toContain('no dead letter of version 7');
  expect((await run('webhook', 'delete', 'mirror')).stderr).toContain('no terminal to ask');
  expect((await run('webhook', 'delete', 'mirror', '--yes')).stderr).toBe('deleted mirror\n');
  expect((await run('webhook', 'show', 'mirror')).stderr).toContain('There is no webhook mirror');
});
