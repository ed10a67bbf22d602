import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { databases } from '../../../../tests/support/databases.ts';
import { useInventory } from '../../../../tests/support/open-inventory.ts';
import { Driver } from './driver.ts';
import { type PropertyValues, secret } from './property.ts';
import { readSecret } from './read-secret.ts';
import type { Session } from './session.ts';

class Vault extends Driver {
  static override readonly driverName: string = 'vault';
  static override readonly properties = { pin: secret('What opens it.') };
  declare readonly propertyTypes: PropertyValues<typeof Vault.properties>;
}

describe.each(databases)('secrets on $name', (kind) => {
  const inventory = useInventory(kind, [Vault]);
  let folder: string;
  let clusto: Session;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'clusto-secret-'));
    const secrets = { keyFile: join(folder, 'secret.key'), environment: { PIN: 'from-env' } };
    clusto = await inventory.open({ settings: { secrets } });
  });
  afterEach(() => rm(folder, { recursive: true }));

  test('a secret property is sealed by whatever way it is written', async () => {
    const vault = await clusto.create(Vault, 'v', { pin: 'by-create' });
    const stored = async (): Promise<string> => String(await vault.getProperty('pin'));
    expect(readSecret(clusto, await stored())).toBe('by-create');
    await vault.setProperty('pin', 'by-property');
    expect(readSecret(clusto, await stored())).toBe('by-property');
    await vault.setAttr({ key: 'pin', subkey: 'property', value: 'by-attribute' });
    expect(readSecret(clusto, await stored())).toBe('by-attribute');
    const everything = [
      JSON.stringify(await vault.attrs()),
      String(await vault.attrs()),
      JSON.stringify(await vault.getProperties()),
      JSON.stringify(await inventory.clusto.reader.attributes({ entity: vault.id, hidden: true })),
    ].join();
    expect(everything).not.toMatch(/by-(create|property|attribute)/);
    expect(everything).toContain('sealed:');
  });

  test('what is no text is refused without being shown', async () => {
    const vault = await clusto.create(Vault, 'v', {});
    const attempt = vault.setAttr({ key: 'pin', subkey: 'property', value: { inner: 'by-object' } });
    await expect(attempt).rejects.toThrow(/^pin must be a text, not \*\*\*\.$/);
    expect(await vault.getProperty('pin')).toBeNull();
  });

  test('references are kept and looked up when they are used', async () => {
    const file = join(folder, 'pin');
    const vault = await clusto.create(Vault, 'v', { pin: 'env:PIN' });
    expect(await vault.getProperty('pin')).toBe('env:PIN');
    expect(readSecret(clusto, 'env:PIN')).toBe('from-env');
    expect(readSecret(clusto, ['env:PIN']), 'a list refers to nothing').toBe('env:PIN');
    expect(() => readSecret(clusto, 'env:NONE')).toThrow('The secret env:NONE cannot be read');
    expect(() => readSecret(clusto, `file:${file}`)).toThrow(/there is no such file/);
    await writeFile(file, 'from-file\n');
    expect(readSecret(clusto, `file:${file}`)).toBe('from-file');
    expect(readSecret(clusto, 'public')).toBe('public');
  });

  test('a secret that was sealed elsewhere names the key file that does not fit', async () => {
    const vault = await clusto.create(Vault, 'v', { pin: 'x' });
    const stored = await vault.getProperty('pin');
    const elsewhere = join(folder, 'other.key');
    const other = await inventory.open({ settings: { secrets: { keyFile: elsewhere } } });
    expect(() => readSecret(other, stored)).toThrow(`The key file ${elsewhere} is not usable: there is no such file.`);
    await other.create(Vault, 'w', { pin: 'y' });
    expect(() => readSecret(other, stored)).toThrow(`cannot be opened with the key file ${elsewhere}`);
    await expect(inventory.clusto.create(Vault, 'u', { pin: 'z' })).rejects.toThrow(/none is configured/);
  });
});
