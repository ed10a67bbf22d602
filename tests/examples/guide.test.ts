import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { playPage } from './guide-page.ts';
import { startMailServer } from './mail-server.ts';
import { newUser } from './run-process.ts';

const timeout = 120_000;
let home: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'clusto-guide-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

// UPDATE_SESSIONS=1 npm test -- tests/examples/guide.test.ts writes what the commands print into the pages.
describe('what the guide shows happens', () => {
  test.each(['install', 'attributes', 'time-travel'])('%s', { timeout }, async (page) => {
    const played = await playPage(`docs/guide/${page}.md`, await newUser(home));
    expect(played.length).toBeGreaterThan(0);
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
});
