import { failure } from '../../base/errors.ts';
import { configuredNumber, configuredText } from '../../drivers/power/configured-number.ts';
import type { SshTarget } from '../../providers/ssh/ssh-target.ts';
import type { Clusto } from '../clusto.ts';

/** What a caller may choose, over what the section `[ssh]` of the configuration says. */
export interface SshOptions {
  readonly user?: string | undefined;
  /** How long a host may take, in milliseconds. */
  readonly timeout?: number | undefined;
  /** How many hosts are asked at once. */
  readonly parallel?: number | undefined;
}

export interface SshSettings {
  readonly target: Omit<SshTarget, 'address'>;
  readonly timeout: number;
  readonly parallel: number;
}

const section = 'ssh';

/** How hosts are asked over SSH. @throws CONFIG_INVALID */
export function sshSettings(inventory: Clusto, { user, timeout, parallel }: SshOptions = {}): SshSettings {
  const text = (option: string): string | undefined => configuredText(inventory, section, option);
  const hostKeys = text('hostKeys');
  if (hostKeys !== undefined && hostKeys !== 'yes' && hostKeys !== 'accept-new')
    throw failure('CONFIG_INVALID', { file: `[${section}]`, reason: 'hostKeys must be yes or accept-new' });
  const port = configuredNumber(inventory, section, 'port', 0);
  return {
    target: {
      user: user ?? text('user'),
      program: text('program'),
      identityFile: text('identityFile'),
      knownHosts: text('knownHosts'),
      sshConfig: text('sshConfig'),
      port: port === 0 ? undefined : port,
      hostKeys,
    },
    timeout: timeout ?? configuredNumber(inventory, section, 'timeout', 30_000),
    parallel: Math.max(1, parallel ?? configuredNumber(inventory, section, 'parallel', 16)),
  };
}
