import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openLogger } from './open-logger.ts';

test('what is written faster than its reader takes it is dropped and counted, each line', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'clusto-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'log');
  let dropped = 0;
  const lines = 30_000;
  {
    await using output = openLogger(file, 'info', () => (dropped += 1));
    for (let number = 0; number < lines; number += 1) output.logger.info({ number }, 'x'.repeat(200));
  }
  const written = readFileSync(file, 'utf8').trimEnd().split('\n');
  expect(dropped).toBeGreaterThan(0);
  expect(written.length + dropped).toBe(lines);
  expect(JSON.parse(written[0] as string)).toMatchObject({ number: 0 });
});
