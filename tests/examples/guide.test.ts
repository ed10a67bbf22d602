import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FakeEc2 } from '../support/fake-ec2.ts';
import { unpackLegacy } from '../support/legacy-data.ts';
import { playPage } from './guide-page.ts';
import { startMailServer } from './mail-server.ts';
import { newUser, repository } from './run-process.ts';

const timeout = 120_000;
let home: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'clusto-guide-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

// UPDATE_SESSIONS=1 npm test -- tests/examples/guide.test.ts writes what the commands print into the pages.
describe('what the guide shows happens', () => {
  test.each(['install', 'attributes', 'time-travel', 'changes', 'allocate'])('%s', { timeout }, async (page) => {
    const played = await playPage(`docs/guide/${page}.md`, await newUser(home));
    expect(played.length).toBeGreaterThan(0);
    for (const { command, expected, actual } of played)
      expect(`$ ${command}\n${actual}`).toBe(`$ ${command}\n${expected}`);
  });

  test.each(['outputs', 'plan-and-apply'])('%s', { timeout }, async (page) => {
    const played = await playPage(`docs/${page}.md`, await newUser(home));
    expect(played.length).toBeGreaterThan(0);
    for (const { command, expected, actual } of played)
      expect(`$ ${command}\n${actual}`).toBe(`$ ${command}\n${expected}`);
  });

  test('migrating', { timeout }, async () => {
    await rename(await unpackLegacy('clusto-1300-lived', home), join(home, 'old.db'));
    const played = await playPage('docs/guide/migrating.md', await newUser(home));
    for (const { command, expected, actual } of played)
      expect(`$ ${command}\n${actual}`).toBe(`$ ${command}\n${expected}`);
  });

  test.each(['using-clusto', 'shell'])('%s', { timeout }, async (page) => {
    await using mail = await startMailServer();
    const env = await newUser(home);
    const folder = join(home, '.config/clusto');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'clusto.toml'), `[mail]\nhost = "127.0.0.1"\nport = ${mail.port}\n`);
    const played = await playPage(`docs/guide/${page}.md`, env);
    for (const { command, expected, actual } of played)
      expect(`$ ${command}\n${actual}`).toBe(`$ ${command}\n${expected}`);
    expect(mail.mails.map(({ headers }) => headers['subject'])).toStrictEqual([
      ['Remote hands request: high priority'],
    ]);
  });

  test('ec2-fleet', { timeout: 2 * timeout }, async () => {
    await using fake = await FakeEc2.start();
    const env = { AWS_ACCESS_KEY_ID: FakeEc2.keys.id, AWS_SECRET_ACCESS_KEY: FakeEc2.keys.secret };
    const folder = join(home, '.config/clusto');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'clusto.toml'), `[ec2]\nendpoint = "${fake.endpoint}"\npoll = 1\n`);
    const played = await playPage('docs/guide/ec2-fleet.md', { ...(await newUser(home)), ...env });
    for (const { command, expected, actual } of played)
      expect(`$ ${command}\n${actual}`).toBe(`$ ${command}\n${expected}`);
    expect(fake.live().map(({ tags }) => tags.get('Name'))).toStrictEqual(['web1', 'web2']);
    const { UserData = '' } = fake.live()[0]?.parameters ?? {};
    expect(Buffer.from(UserData, 'base64').toString()).toBe('#cloud-config\nfqdn: web1.example.com\n');
  });

  test('virtual-machines', { timeout }, async () => {
    const env = await newUser(home);
    const folder = join(home, '.config/clusto');
    await mkdir(join(folder, 'drivers'), { recursive: true });
    await writeFile(join(folder, 'clusto.toml'), `[plugin.standin]\nfolder = "${join(home, 'hypervisors')}"\n`);
    const standIn = join(repository, 'tests/support/stand-in-xen.ts');
    await writeFile(join(folder, 'drivers/xen.ts'), `export { XenVirtualServer, XenVMManager } from '${standIn}';\n`);
    const played = await playPage('docs/guide/virtual-machines.md', env);
    expect(played.length).toBeGreaterThan(0);
    for (const { command, expected, actual } of played)
      expect(`$ ${command}\n${actual}`).toBe(`$ ${command}\n${expected}`);
  });
});
