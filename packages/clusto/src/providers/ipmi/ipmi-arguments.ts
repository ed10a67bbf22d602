import { failure } from '../../base/errors.ts';
import { ipmiPatience } from './ipmi-patience.ts';

/** A management controller that speaks IPMI 2.0 over the network. */
export interface IpmiTarget {
  /** An address or a host name. */
  readonly address: string;
  /** The UDP port. Default: 623. */
  readonly port?: number | undefined;
  readonly user: string;
  readonly password: string;
  /** What the session may do. Default: OPERATOR, which suffices to switch the power. */
  readonly privilege?: 'USER' | 'OPERATOR' | 'ADMINISTRATOR' | undefined;
  /** The one cipher suite to use. Default: 17, else 3. */
  readonly suite?: number | undefined;
}

export interface IpmiSession {
  readonly suite: number;
  /** The file with the password; as a word when it is only to be shown. */
  readonly passwordFile: string;
}

/**
 * The arguments of ipmitool. The password is in a file, so that it is not in the list of processes.
 * @throws HARDWARE_SETTING_INVALID for an address that is none, a user that would be an option
 */
export function ipmiArguments(
  { address, port = 623, user, privilege = 'OPERATOR' }: Omit<IpmiTarget, 'password'>,
  { suite, passwordFile }: IpmiSession,
  command: readonly string[],
): string[] {
  const refuse = (setting: string, value: string, expected: string): never => {
    throw failure('HARDWARE_SETTING_INVALID', { setting, thing: address, value, expected });
  };
  if (!/^[A-Za-z0-9:][A-Za-z0-9.:_-]*$/.test(address)) refuse('ipmi.address', address, 'an address or a host name');
  if (!/^[^-\p{Cc}][^\p{Cc}]*$/u.test(user)) refuse('ipmi.user', user, 'the name of a user');
  const where = ['-I', 'lanplus', '-C', String(suite), '-H', address, '-p', String(port)];
  const who = ['-U', user, '-L', privilege, '-f', passwordFile];
  const patience = ['-R', String(ipmiPatience.tries - 1), '-N', String(ipmiPatience.seconds)];
  return [...where, ...who, ...patience, ...command];
}
