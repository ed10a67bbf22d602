import { readFileSync } from 'node:fs';
import { failure } from '../base/errors.ts';
import { isSecretReference, isSecretText, openSecret, sealSecret } from '../base/secret.ts';
import { provideSecretKey, readSecretKey } from '../base/secret-key.ts';

/** The section `secrets` of the settings, as the command line makes it. */
export interface SecretSettings {
  /** The file of the key that seals secrets. */
  readonly keyFile?: string;
  /** Where `env:NAME` is looked up. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/** What secrets ask of the inventory; `Inventory` has it. */
export interface SecretHome {
  settings(section: string): SecretSettings | Readonly<Record<string, unknown>>;
}

function keyFileOf(home: SecretHome): string {
  const { keyFile } = home.settings('secrets') as SecretSettings;
  if (keyFile !== undefined) return keyFile;
  throw failure('SECRET_KEY_INVALID', { file: 'of secrets', reason: 'none is configured' });
}

function lookUp(home: SecretHome, reference: string): string {
  const refuse = (reason: string): never => {
    throw failure('SECRET_UNREADABLE', { reference, reason });
  };
  const place = reference.slice(reference.indexOf(':') + 1);
  if (reference.startsWith('env:')) {
    const { environment = {} } = home.settings('secrets') as SecretSettings;
    return environment[place] ?? refuse('the environment has no such variable');
  }
  try {
    return readFileSync(place, 'utf8').replace(/\r?\n$/, '');
  } catch (error) {
    return refuse((error as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file' : 'permission denied');
  }
}

/**
 * The secret that a value stands for: what `env:NAME` or `file:/path` names, what a sealed text holds, else the text
 * itself. To be called when the secret is used, and never to be shown.
 * @throws SECRET_UNREADABLE, SECRET_KEY_OTHER, SECRET_KEY_INVALID
 */
export function readSecret(home: SecretHome, value: unknown): string {
  const text = String(value);
  // only a text refers to something: a list of one would look the same
  return typeof value === 'string' && isSecretReference(text)
    ? lookUp(home, text)
    : openSecret(text, () => readSecretKey(keyFileOf(home)));
}

/**
 * A secret as it is stored: sealed with the key of the configuration, which is made where there is none; a reference and
 * what is sealed already stay as they are.
 * @throws SECRET_KEY_INVALID
 */
export function storableSecret(home: SecretHome, text: string): string {
  return isSecretText(text) ? text : sealSecret(text, provideSecretKey(keyFileOf(home)));
}
