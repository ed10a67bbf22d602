import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isSecretReference, isSecretText, openSecret, sealSecret } from './secret.ts';
import type { SecretKey } from './secret-key.ts';

const newKey = (file: string): SecretKey => ({ file, bytes: randomBytes(32) });
const key = newKey('/keys/one');

test('what is sealed opens again, and does not show', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (plain) => {
      const sealed = sealSecret(plain, key);
      expect(isSecretText(sealed)).toBe(true);
      if (plain.length > 3) expect(sealed).not.toContain(plain);
      expect(openSecret(sealed, () => key)).toBe(plain);
    }),
  );
  expect(sealSecret('same', key)).not.toBe(sealSecret('same', key));
});

test('another key, or a changed text, is refused by naming the key file', () => {
  const sealed = sealSecret('s3cret', key);
  const refusal = { code: 'SECRET_KEY_OTHER', message: expect.stringContaining('/keys/two') as string };
  expect(() => openSecret(sealed, () => newKey('/keys/two'))).toThrow(expect.objectContaining(refusal));
  // not the last character, some bits of which stand for nothing
  const changed = sealed.replace(/.(?=.$)/, (character) => (character === 'A' ? 'B' : 'A'));
  expect(() => openSecret(changed, () => ({ ...key, file: '/keys/two' }))).toThrow(expect.objectContaining(refusal));
  expect(() => openSecret(sealed.slice(0, 20), () => key)).toThrow(/another key/);
});

test('any other text is what it is, and asks for no key', () => {
  for (const text of ['public', 'sealed:', 'sealed:xyz', 'env:A', ''])
    expect(
      openSecret(text, () => {
        throw new Error('asked');
      }),
    ).toBe(text);
});

test('references name a variable or an absolute path', () => {
  expect(['env:A_1', 'file:/a/b'].every(isSecretReference)).toBe(true);
  expect(['env:', 'env:1A', 'env:A B', 'file:', 'file:a', 'x env:A'].some(isSecretReference)).toBe(false);
});
