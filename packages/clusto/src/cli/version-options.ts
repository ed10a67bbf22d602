import { InvalidArgumentError, Option } from 'commander';
import { momentForms, readMoment } from './read-moment.ts';

/** The options that choose versions. */
export interface VersionOptions {
  readonly by?: string;
  readonly since?: string;
  readonly until?: string;
  readonly key?: string;
  readonly message?: string;
  readonly limit?: number;
}

/** How many. */
export function readCount(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be an integer from 0.');
}

/** The number of a version. */
export function readVersion(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be the number of a version.');
}

export const byOption = (): Option => new Option('--by <actor>', 'only versions by this actor');
export const sinceOption = (): Option =>
  new Option('--since <moment>', `only from this moment on: ${momentForms}`).argParser(readMoment);

export const versionOptions = (): Option[] => [
  byOption(),
  sinceOption(),
  new Option('--until <moment>', 'only up to this moment').argParser(readMoment),
  new Option('-k, --key <key>', 'only versions that changed attributes with this key'),
  new Option('--message <text>', 'only versions with this in their message'),
  new Option('-n, --limit <count>', 'at most so many versions').default(20).argParser(readCount),
];

/** As operations take it. */
export const versionFilter = ({ by, since, until, key, message, limit }: VersionOptions) => ({
  actor: by,
  since,
  until,
  key,
  message,
  limit,
});
