import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lacksPackages } from '../support/lacks-packages.ts';
import { unitFiles } from '../support/unit-file.ts';

const program = join(import.meta.dirname, '../../packages/clusto/bin/clusto.sh');

test.skipIf(lacksPackages('systemd'))('systemd finds nothing wrong with the units', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'clusto-units-'));
  try {
    // clusto need not be installed on the machine of the tests
    for (const { name, text } of unitFiles)
      await writeFile(join(folder, name), text.replace('ExecStart=clusto', `ExecStart=${program}`));
    const files = unitFiles.map(({ name }) => join(folder, name));
    const { status, stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', ...files], { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    // what docs/security.md says, in tenths
    const services = files.filter((file) => file.endsWith('.service'));
    const rated = spawnSync('systemd-analyze', ['security', '--offline=true', '--threshold=20', ...services]);
    expect(rated.status).toBe(0);
  } finally {
    await rm(folder, { recursive: true });
  }
});
