import { chmod, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { provideSecretKey, readSecretKey } from './secret-key.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clusto-key-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('is made once, for the owner alone', async () => {
  const file = join(folder, 'new/secret.key');
  expect(() => readSecretKey(file)).toThrow(`The key file ${file} is not usable: there is no such file.`);
  const { bytes } = provideSecretKey(file);
  expect(bytes).toHaveLength(32);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(provideSecretKey(file).bytes).toEqual(bytes);
  expect(readSecretKey(file)).toEqual({ bytes, file });
});

test('is refused when others may read it, or it is no key', async () => {
  const file = join(folder, 'secret.key');
  await writeFile(file, 'short', { mode: 0o600 });
  expect(() => readSecretKey(file)).toThrow(/it has 5 bytes, a key has 32/);
  await chmod(file, 0o640);
  expect(() => provideSecretKey(file)).toThrow(/chmod 600/);
  expect(() => provideSecretKey(join(file, 'below'))).toThrow(expect.objectContaining({ code: 'SECRET_KEY_INVALID' }));
});
