import { randomBytes } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { failure } from './errors.ts';

/** What seals secrets, and the file that it comes from. */
export interface SecretKey {
  /** 32 of them. */
  readonly bytes: Buffer;
  readonly file: string;
}

const length = 32;

function refuse(file: string, reason: string): never {
  throw failure('SECRET_KEY_INVALID', { file, reason });
}

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return 'there is no such file';
  return code === 'EACCES' || code === 'EPERM' ? 'permission denied' : message;
}

/** @throws SECRET_KEY_INVALID when it cannot be read, is no key, or others may read it */
export function readSecretKey(file: string): SecretKey {
  try {
    if ((statSync(file).mode & 0o077) !== 0) refuse(file, 'others may read it, which `chmod 600` ends');
    const bytes = readFileSync(file);
    return bytes.length === length
      ? { bytes, file }
      : refuse(file, `it has ${bytes.length} bytes, a key has ${length}`);
  } catch (error) {
    if (error instanceof Error && 'errno' in error) refuse(file, reasonOf(error));
    throw error;
  }
}

function makeKey(file: string): void {
  const part = `${file}.${randomBytes(6).toString('hex')}`;
  writeFileSync(part, randomBytes(length), { mode: 0o600, flag: 'wx' });
  try {
    // a link, not a rename: of two processes that make the key, the first one wins, and no reader sees half of it
    linkSync(part, file);
  } finally {
    rmSync(part);
  }
}

/** Reads the key, and makes it first where there is none: with mode 0600. @throws SECRET_KEY_INVALID */
export function provideSecretKey(file: string): SecretKey {
  if (existsSync(file)) return readSecretKey(file);
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    makeKey(file);
  } catch (error) {
    if (!existsSync(file)) refuse(file, reasonOf(error));
  }
  return readSecretKey(file);
}
