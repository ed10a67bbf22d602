import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { playPage } from '../examples/guide-page.ts';
import { newUser } from '../examples/run-process.ts';
import { lacksPackages } from '../support/lacks-packages.ts';
import { makePrivateNetwork } from '../support/private-network.ts';

test.skipIf(lacksPackages('pxe'))('the guide from a bare rack to a booted server can be followed', async () => {
  const home = await mkdtemp(join(tmpdir(), 'clusto-rack-'));
  try {
    await using network = await makePrivateNetwork();
    const played = await playPage('docs/guide/bare-rack.md', await newUser(home), network.enter);
    expect(played.map(({ command, actual }) => [command, actual])).toEqual(
      played.map(({ command, expected }) => [command, expected]),
    );
  } finally {
    await rm(home, { recursive: true, force: true });
  }
});
