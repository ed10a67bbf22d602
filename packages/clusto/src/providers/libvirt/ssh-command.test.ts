import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sshScript, withSshCommand } from './ssh-command.ts';

test('what is set reaches ssh as it is, whatever the shell would make of it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'clusto-ssh-'));
  try {
    await writeFile(join(folder, 'ssh'), '#!/bin/sh\nfor word; do echo "[$word]"; done\n');
    await chmod(join(folder, 'ssh'), 0o755);
    await writeFile(
      join(folder, 'script'),
      sshScript({ identityFile: "/k/it's $HOME", knownHosts: '/k n', sshConfig: '/c' }),
    );
    const env = { PATH: `${folder}:/usr/bin:/bin` };
    const words = execFileSync('sh', [join(folder, 'script'), 'host', 'a b'], { env, encoding: 'utf8' });
    expect(words).toContain("[-F]\n[/c]\n[-i]\n[/k/it's $HOME]\n");
    expect(words).toContain('[UserKnownHostsFile="/k n"]\n[-o]\n[StrictHostKeyChecking=yes]\n');
    expect(words).toContain('[BatchMode=yes]');
    expect(words).toMatch(/\[host\]\n\[a b\]\n$/);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('libvirt is given the script for as long as the work lasts', async () => {
  let script = '';
  const uri = await withSshCommand('qemu+ssh://root@h/system?mode=direct', {}, async (given) => {
    script = new URLSearchParams(given.split('?')[1]).get('command') ?? '';
    expect(await readFile(script, 'utf8')).toContain('exec ssh');
    return given;
  });
  expect(uri).toMatch(/^qemu\+ssh:\/\/root@h\/system\?mode=direct&command=/);
  expect(existsSync(script)).toBe(false);
});

test.each(['qemu:///system', 'qemu+ssh://h/system?command=/mine'])('%s stays as it is', async (uri) => {
  expect(await withSshCommand(uri, { identityFile: '/k' }, async (given) => given)).toBe(uri);
});
