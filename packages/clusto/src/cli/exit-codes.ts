import { type Catalogue, type ErrorCode } from '../base/error-catalogue.ts';
import { ClustoException } from '../base/errors.ts';

/** What the exit status of the command line says. */
export const exitCodes = {
  ok: 0,
  failed: 1,
  usage: 2,
  different: 3,
  outside: 6,
  cancelled: 7,
  configuration: 8,
  database: 9,
  service: 10,
  unexpected: 99,
  interrupted: 130,
} as const;

export const exitCodeMeanings: Readonly<Record<keyof typeof exitCodes, string>> = {
  ok: 'Done.',
  failed: 'Refused or not found; nothing was changed.',
  usage: 'The command line itself is wrong.',
  different:
    'With `clusto plan --exit-code`: there is something to do; of `clusto dhcp replay`: answers differ; with `clusto import csv --keep-going`: rows were left out; of `clusto can`: no.',
  outside: 'Another system (a hypervisor, a cloud, a power strip) refused, failed or did not answer.',
  cancelled: 'The question was not answered with yes; nothing was changed.',
  configuration: 'The configuration is not usable.',
  database: 'The database cannot be used: not there, empty, of another schema, busy, read-only, full or damaged.',
  service: 'A service could not start, or could not go on; the others were stopped as well.',
  unexpected: 'A mistake of clusto itself; set CLUSTO_DEBUG=1 to see where.',
  interrupted: 'Stopped by Ctrl-C; what was under way has been undone, or is told to be left for `clusto vm repair`.',
};

type Meaning = keyof typeof exitCodes;

/** By the class of the exception, so that no code can be forgotten. */
const byException: Readonly<Record<Catalogue[ErrorCode][0], Meaning>> = {
  LookupException: 'failed',
  TypeException: 'failed',
  ValueException: 'failed',
  NameException: 'failed',
  DriverException: 'failed',
  PoolException: 'failed',
  ConnectionException: 'failed',
  ResourceException: 'failed',
  ResourceTypeException: 'failed',
  ResourceNotAvailableException: 'failed',
  SimpleNameManagerException: 'failed',
  SimpleNumManagerException: 'failed',
  EC2VMManagerException: 'failed',
  TransactionException: 'failed',
  StoreException: 'database',
  ConfigurationException: 'configuration',
  PluginException: 'failed',
  ProviderException: 'outside',
  ServiceException: 'service',
  UsageException: 'usage',
  AccessException: 'failed',
};

/** The few codes that say something else than the others of their class. */
const byCode: Partial<Readonly<Record<ErrorCode, Meaning>>> = {
  CANCELLED: 'cancelled',
  CONFLICT: 'failed',
  INTERRUPTED: 'interrupted',
};

/** The exit status for whatever a command threw. */
export function exitCodeOf(error: unknown): number {
  if (!(error instanceof ClustoException)) return exitCodes.unexpected;
  const meaning = byCode[error.code] ?? byException[error.name as keyof typeof byException];
  return exitCodes[meaning];
}
