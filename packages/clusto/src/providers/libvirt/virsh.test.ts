import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Virsh } from './virsh.ts';

let folder: string;
let virsh: Virsh;

/** Puts a program in the place of virsh. */
async function standIn(script: string): Promise<void> {
  const program = join(folder, 'virsh');
  await writeFile(program, `#!/bin/sh\n${script}\n`);
  await chmod(program, 0o755);
  virsh = new Virsh({ host: 'kvm1', uri: 'qemu:///system', program });
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clusto-virsh-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('a command goes as it is, in English, with a connection that gives up in time', async () => {
  await standIn('echo "$LC_ALL"; for word; do echo "[$word]"; done');
  expect(await virsh.run(['start', '--domain', 'a; b $HOME'], { step: 'starting' })).toBe(
    'C\n[-q]\n[-k]\n[5]\n[-K]\n[3]\n[-c]\n[qemu:///system]\n[start]\n[--domain]\n[a; b $HOME]\n',
  );
  await expect(virsh.run(['list; destroy x'], { step: 'listing' })).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' });
  await expect(virsh.run(['list', 'a\0'], { step: 'listing' })).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' });
});

test('a file is there while virsh reads it, for nobody else', async () => {
  await standIn('for last; do :; done; stat -c %a "$last"; cat "$last"; echo "$last"');
  const [mode, content, path] = (await virsh.withFile('<xml/>', (file) => ['define', file], { step: 'defining' }))
    .replace('<xml/>', '<xml/>\n')
    .split('\n');
  expect([mode, content]).toEqual(['600', '<xml/>']);
  await expect(rm(path as string)).rejects.toMatchObject({ code: 'ENOENT' });
});

test('many commands are one call, in which each may fail', async () => {
  // virsh reads its command line as a shell does, where echo ends no line
  await standIn(
    'for last; do :; done; echo() { printf %s "$*"; }; bad() { status=1; }; eval "$last"; exit ${status:-0}',
  );
  const answers = await virsh.batch([['printf', "it's; so"], ['bad'], ['printf', 'end']], { step: 'asking' });
  expect(answers).toEqual(["it's; so", undefined, 'end']);
  expect(await virsh.batch([], { step: 'asking' })).toEqual([]);
  await standIn('echo "error: failed to connect to the hypervisor" >&2; exit 1');
  await expect(virsh.batch([['list']], { step: 'asking' })).rejects.toMatchObject({ code: 'HYPERVISOR_UNREACHABLE' });
});

test('a silent hypervisor is given up, and so is one that nobody waits for', async () => {
  await standIn('exec sleep 60');
  await expect(virsh.run(['list'], { step: 'listing', timeout: 50 })).rejects.toThrow(
    'The hypervisor kvm1 cannot be reached while listing: no answer within 0.05 s.',
  );
  const controller = new AbortController();
  const running = virsh.run(['list'], { step: 'listing', signal: controller.signal });
  controller.abort();
  await expect(running).rejects.toThrow('Interrupted while listing on kvm1.');
});
