import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { runProgram } from '../../packages/clusto/src/providers/run-program.ts';
import { stop } from './real-snmpd.ts';

/** A real sshd of a test, which lets one key in. */
export interface RealSshd extends AsyncDisposable {
  /** The file with the private key that is let in. */
  readonly key: string;
  /** The key of the host, as `known_hosts` has it behind the address. */
  readonly hostKey: string;
}

export interface SshdOptions {
  readonly address: string;
  readonly port: number;
  /** More lines of its configuration. */
  readonly lines?: readonly string[];
  /** What stands before its command, to have it run somewhere else. */
  readonly enter?: readonly string[];
}

/** Starts sshd with a host key of its own, new each time. */
export async function startSshd({ address, port, lines = [], enter = [] }: SshdOptions): Promise<RealSshd> {
  const folder = await mkdtemp(join(tmpdir(), 'clusto-sshd-'));
  const file = (name: string): string => join(folder, name);
  for (const key of ['host', 'user'])
    await runProgram('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', '', '-f', file(key)]);
  const configuration = [
    `ListenAddress ${address}:${port}`,
    `HostKey ${file('host')}`,
    `AuthorizedKeysFile ${file('user.pub')}`,
    'PidFile none',
    'UsePAM no',
    'StrictModes no',
    'PermitRootLogin prohibit-password',
    'PasswordAuthentication no',
    ...lines,
  ];
  await writeFile(file('sshd_config'), `${configuration.join('\n')}\n`);
  // where Debian's sshd confines its unprivileged half
  if (userInfo().uid === 0) await mkdir('/run/sshd', { recursive: true });
  const [program, ...args] = [...enter, '/usr/sbin/sshd', '-D', '-e', '-f', file('sshd_config')];
  const daemon = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  daemon.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const ended = once(daemon, 'exit').then(() => {
    throw new Error(`sshd ended: ${said}`);
  });
  ended.catch(() => {});
  while (!said.includes('Server listening')) await Promise.race([once(daemon.stderr, 'data'), ended]);
  return {
    key: file('user'),
    hostKey: (await readFile(file('host.pub'), 'utf8')).trim(),
    async [Symbol.asyncDispose]() {
      await stop(daemon);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
