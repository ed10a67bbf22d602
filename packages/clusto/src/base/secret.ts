import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { failure } from './errors.ts';
import type { SecretKey } from './secret-key.ts';

const sealedPattern = /^sealed:(?<key>[0-9a-f]{8}):(?<content>[\w-]+)$/;
const algorithm = 'aes-256-gcm';
const [ivLength, tagLength] = [12, 16];

/** Tells keys apart, without saying anything of them. */
const fingerprint = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex').slice(0, 8);

/** Whether a text is a secret as the database keeps it: sealed, or a reference to where it is. */
export function isSecretText(text: string): boolean {
  return sealedPattern.test(text) || isSecretReference(text);
}

/** Whether a text says where a secret is: `env:NAME` or `file:/path`. */
export function isSecretReference(text: string): boolean {
  return /^env:[A-Za-z_]\w*$|^file:\/./.test(text);
}

/** A secret as text that only who has the key can read (AES-256-GCM, NIST SP 800-38D): `sealed:KEY:CONTENT`. */
export function sealSecret(plain: string, { bytes }: SecretKey): string {
  const iv = randomBytes(ivLength);
  const cipher = createCipheriv(algorithm, bytes, iv);
  const content = Buffer.concat([iv, cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return `sealed:${fingerprint(bytes)}:${content.toString('base64url')}`;
}

/**
 * What `sealSecret` sealed; any other text as it is.
 * @param key is only asked for a sealed text
 * @throws SECRET_KEY_OTHER when it was sealed with another key, or changed since
 */
export function openSecret(text: string, key: () => SecretKey): string {
  const { key: name, content = '' } = sealedPattern.exec(text)?.groups ?? {};
  if (name === undefined) return text;
  const { bytes, file } = key();
  const sealed = Buffer.from(content, 'base64url');
  if (name !== fingerprint(bytes) || sealed.length < ivLength + tagLength) throw failure('SECRET_KEY_OTHER', { file });
  const decipher = createDecipheriv(algorithm, bytes, sealed.subarray(0, ivLength));
  decipher.setAuthTag(sealed.subarray(-tagLength));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(ivLength, -tagLength)), decipher.final()]).toString('utf8');
  } catch {
    // no cause: nothing of a secret belongs into an error
    throw failure('SECRET_KEY_OTHER', { file });
  }
}
