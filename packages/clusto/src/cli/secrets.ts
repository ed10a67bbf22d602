import { resolve } from 'node:path';
import { failure } from '../base/errors.ts';
import type { SecretSettings } from '../inventory/read-secret.ts';
import { readText } from './read-text.ts';
import { type Environment } from './xdg-folders.ts';

type Section = Readonly<Record<string, unknown>>;

const reference = /^(?<name>.*(?:password|secret|token|key))(?<from>File|Env)$/i;

/**
 * Settings in which `passwordFile` or `passwordEnv` also give a `password`, and so for every name that ends in
 * password, secret, token or key. It is looked up when it is read, and it does not show when settings are printed.
 * @param folder where relative file names start
 */
export function withSecrets(section: Section, folder: string, environment: Environment): Section {
  const settings = { ...section };
  for (const [option, from] of Object.entries(section)) {
    const { name, from: kind } = reference.exec(option)?.groups ?? {};
    if (name === undefined || typeof from !== 'string' || Object.hasOwn(section, name)) continue;
    const lookUp = (): string => {
      if (kind?.toLowerCase() === 'file') return readText(resolve(folder, from)).replace(/\r?\n$/, '');
      const value = environment[from];
      if (value !== undefined) return value;
      throw failure('CONFIG_INVALID', { file: option, reason: `the environment has no variable ${from}` });
    };
    Object.defineProperty(settings, name, { get: lookUp, enumerable: false });
  }
  for (const name of Object.keys(section))
    if (/(?:password|secret|token)$/i.test(name))
      Object.defineProperty(settings, name, { value: section[name], enumerable: false });
  return settings;
}

/** What sealing and opening of secrets needs; the environment does not show when settings are printed. */
export function secretSettings(keyFile: string, environment: Environment): SecretSettings {
  return Object.defineProperty({ keyFile }, 'environment', { value: environment, enumerable: false });
}
