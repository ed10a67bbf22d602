import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { playPage } from '../examples/guide-page.ts';
import { newUser, runProcess } from '../examples/run-process.ts';
import { lacksPackages } from '../support/lacks-packages.ts';
import { startLibvirtd } from '../support/private-libvirtd.ts';

describe.skipIf(lacksPackages('libvirt'))('the guide to the first hypervisor', () => {
  test('can be followed from its top to its end', async () => {
    const home = await mkdtemp(join(tmpdir(), 'clusto-guide-'));
    await using libvirtd = await startLibvirtd();
    try {
      await libvirtd.makePool('vg0');
      const env = await newUser(home);
      // where this libvirtd is that of the system
      const pid = (await readFile(join(libvirtd.folder, 'libvirtd.pid'), 'utf8')).trim();
      await writeFile(join(home, 'bin/virsh'), `#!/bin/sh\nexec nsenter -t ${pid} -m -n /usr/bin/virsh "$@"\n`);
      await chmod(join(home, 'bin/virsh'), 0o755);
      expect((await runProcess('clusto', ['init'], env)).status).toBe(0);
      const played = await playPage('docs/guide/first-hypervisor.md', env);
      expect(played.map(({ command, actual }) => [command, actual])).toEqual(
        played.map(({ command, expected }) => [command, expected]),
      );
      expect((await runProcess('clusto', ['list'], env)).stdout).not.toContain('web1');
      expect(libvirtd.virsh('qemu', 'list', '--all', '--name')).toBe('');
      expect(libvirtd.virsh('qemu', 'vol-list', '--pool', 'vg0')).toBe('');
      expect(await readFile(join(libvirtd.folder, 'log/qemu/web1.log'), 'utf8')).toContain('02:52:c0:a8:01:02');
    } finally {
      await rm(home, { recursive: true, force: true });
    }
  });
});
