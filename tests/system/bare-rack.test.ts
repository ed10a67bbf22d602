import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { playPage } from '../examples/guide-page.ts';
import { newUser, runProcess } from '../examples/run-process.ts';
import { lacksPackages } from '../support/lacks-packages.ts';
import { NetworkNamespaces } from '../support/network-namespaces.ts';

test.skipIf(lacksPackages('pxe'))(
  'the guide from a bare rack to a booted server can be followed',
  { timeout: 240_000 },
  async () => {
    const home = await mkdtemp(join(tmpdir(), 'clusto-rack-'));
    try {
      using network = new NetworkNamespaces();
      network.add('rack');
      const env = await newUser(home);
      expect((await runProcess('clusto', ['init'], env)).status).toBe(0);
      const played = await playPage('docs/guide/bare-rack.md', env, network.enter('rack'));
      expect(played.map(({ command, actual }) => [command, actual])).toEqual(
        played.map(({ command, expected }) => [command, expected]),
      );
    } finally {
      await rm(home, { recursive: true, force: true });
    }
  },
);
