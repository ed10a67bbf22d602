import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');

test('the benchmarks run, and write what they found', { timeout: 60_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'clusto-test-'));
  try {
    const json = join(folder, 'rows.json');
    const options = ['--quick', '--database', 'sqlite', '--json', json];
    const node = ['--conditions=clusto-dev', 'bench/run.ts', ...options];
    const { stdout } = await promisify(execFile)(process.execPath, node, { cwd: root });
    const { rows } = JSON.parse(await readFile(json, 'utf8')) as { rows: { name: string; ratio: number }[] };
    expect(rows.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['getByName', 'attrs of a server (20)', 'provisioning transaction']),
    );
    for (const { name, ratio } of rows) {
      expect(ratio).toBeGreaterThan(0);
      expect(stdout).toContain(name);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
});
