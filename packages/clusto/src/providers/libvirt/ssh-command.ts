import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withTemporaryFolder } from './temporary-folder.ts';

/** How SSH finds its way to a hypervisor; what is left out is as the user has set it up. */
export interface SshSettings {
  /** The private key. */
  readonly identityFile?: string | undefined;
  /** The host keys that are trusted. */
  readonly knownHosts?: string | undefined;
  /** A configuration file instead of `~/.ssh/config`. */
  readonly sshConfig?: string | undefined;
}

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** A script that is `ssh` with these settings. It asks nothing and gives up in time: nobody may be there to answer. */
export function sshScript({ identityFile, knownHosts, sshConfig }: SshSettings): string {
  const options = [
    'BatchMode=yes',
    'ConnectTimeout=10',
    'ServerAliveInterval=5',
    'ServerAliveCountMax=3',
    ...(identityFile === undefined ? [] : ['IdentitiesOnly=yes']),
    ...(knownHosts === undefined ? [] : [`UserKnownHostsFile="${knownHosts}"`, 'StrictHostKeyChecking=yes']),
  ];
  const args = [
    ...(sshConfig === undefined ? [] : ['-F', sshConfig]),
    ...(identityFile === undefined ? [] : ['-i', identityFile]),
    ...options.flatMap((option) => ['-o', option]),
  ];
  return `#!/bin/sh\nexec ssh ${args.map(quoted).join(' ')} "$@"\n`;
}

/**
 * The URI with which libvirt reaches a hypervisor by these settings. libvirt takes the name of a program for `ssh` and no
 * arguments for it, so they are put into a script that lives as long as the work.
 */
export async function withSshCommand<T>(
  uri: string,
  settings: SshSettings,
  work: (uri: string) => Promise<T>,
): Promise<T> {
  const [, query] = uri.split('?', 2);
  const hasOwn = new URLSearchParams(query).has('command');
  if (!/^\w+\+ssh:/.test(uri) || hasOwn) return work(uri);
  return withTemporaryFolder(async (folder) => {
    const script = join(folder, 'ssh');
    await writeFile(script, sshScript(settings), { mode: 0o700 });
    return work(`${uri}${query === undefined ? '?' : '&'}command=${encodeURIComponent(script)}`);
  });
}
