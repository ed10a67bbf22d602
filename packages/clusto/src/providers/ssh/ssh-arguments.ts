import { failure } from '../../base/errors.ts';
import { isIp } from '../../base/ip.ts';
import type { SshTarget } from './ssh-target.ts';

const hostName = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,252}[A-Za-z0-9])?$/;
const userName = /^[A-Za-z_][A-Za-z0-9_.-]{0,63}$/;

/**
 * The arguments of ssh up to the host. It asks nothing, forwards nothing and gives up in time; a host whose key is not known
 * is not spoken to.
 * @throws ARGUMENT_INVALID for what is no address and no host name, or no user name
 */
export function sshArguments(target: SshTarget): string[] {
  const { address, user = 'root', port, identityFile, knownHosts, sshConfig, hostKeys = 'yes' } = target;
  if (!isIp(address) && !hostName.test(address))
    throw failure('ARGUMENT_INVALID', { argument: 'the host', expected: 'an address or a host name', value: address });
  if (!userName.test(user))
    throw failure('ARGUMENT_INVALID', { argument: 'the user', expected: 'the name of a user', value: user });
  const options = [
    'BatchMode=yes',
    `StrictHostKeyChecking=${hostKeys}`,
    'ConnectTimeout=10',
    'ServerAliveInterval=5',
    'ServerAliveCountMax=3',
    'ClearAllForwardings=yes',
    'ForwardAgent=no',
    'LogLevel=ERROR',
    ...(identityFile === undefined ? [] : ['IdentitiesOnly=yes']),
    ...(knownHosts === undefined ? [] : [`UserKnownHostsFile="${knownHosts}"`]),
  ];
  return [
    ...(sshConfig === undefined ? [] : ['-F', sshConfig]),
    ...(identityFile === undefined ? [] : ['-i', identityFile]),
    ...(port === undefined ? [] : ['-p', String(port)]),
    ...options.flatMap((option) => ['-o', option]),
    '-T',
    '-l',
    user,
    '--',
    address,
  ];
}
