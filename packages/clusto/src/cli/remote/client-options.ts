import { type ClientOptions } from '../../client/client-options.ts';
import { failure } from '../../base/errors.ts';
import { readText } from '../read-text.ts';

/** In milliseconds: longer than for programs, since some commands wait for machines. */
const patience = 600_000;

const given = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

const fileOf = (section: Readonly<Record<string, unknown>>, name: string): string | undefined => {
  const file = given(section[name]);
  return file === undefined ? undefined : readText(file, 'FILE_UNREADABLE');
};

/**
 * How the command line reaches a server: the section `[client]`, and the token of CLUSTO_TOKEN.
 * @throws FILE_UNREADABLE, ARGUMENT_INVALID
 */
export function clientOptions(
  section: Readonly<Record<string, unknown>>,
  environment: Readonly<Record<string, string | undefined>>,
): ClientOptions {
  const { timeout = patience } = section;
  if (typeof timeout !== 'number' || !Number.isSafeInteger(timeout) || timeout < 1)
    throw failure('ARGUMENT_INVALID', { argument: 'client.timeout', expected: 'an integer from 1', value: timeout });
  return {
    // token and key are those of `tokenFile` and `keyFile`
    token: environment['CLUSTO_TOKEN'] || given(section['token']),
    ca: fileOf(section, 'caFile'),
    cert: fileOf(section, 'certFile'),
    key: given(section['key']),
    timeout,
  };
}
