import { Option } from 'commander';
import { momentForms, readMoment } from './read-moment.ts';

/** The options that every command has, also after its name. */
export interface GlobalOptions {
  readonly dsn?: string;
  readonly config?: string;
  readonly json?: boolean;
}

/** What reading commands have beside. */
export interface ReadOptions extends GlobalOptions {
  readonly at?: string;
}

/** What writing commands have beside. */
export interface WriteOptions extends GlobalOptions {
  readonly message?: string;
}

/** What commands have beside that take several entities. */
export interface EntitiesOptions {
  readonly query?: string | undefined;
}

/** What commands have beside that change several entities. */
export interface ChangeOptions extends WriteOptions, EntitiesOptions {
  readonly yes?: boolean;
  readonly dryRun?: boolean;
}

export const globalOptions = (): Option[] => [
  new Option(
    '--dsn <address>',
    'the database, sqlite:PATH or postgres://user@host/database, or a server, https://host',
  ),
  new Option('--config <file>', 'the configuration file'),
  new Option('--json', 'print JSON'),
];

export const atOption = (): Option => new Option('--at <moment>', `as it was: ${momentForms}`).argParser(readMoment);

export const messageOption = (): Option => new Option('-m, --message <text>', 'why, for the log');

export const yesOption = (): Option => new Option('-y, --yes', 'do not ask');

export const dryRunOption = (): Option => new Option('--dry-run', 'show what would be changed, and change nothing');

export const queryOption = (): Option =>
  new Option('--query <query>', 'also what this query finds; `clusto query --help` explains the language');
