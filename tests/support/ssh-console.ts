import { spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { runProgram } from '../../packages/clusto/src/providers/run-program.ts';
import { stop, untilReady } from './real-snmpd.ts';

/** A real sshd that stands in for one serial port of a console server. */
export interface SshConsole extends AsyncDisposable {
  /** The program to connect with: ssh with the key and the known host of this server. */
  readonly ssh: string;
}

export async function startSshConsole(port: number): Promise<SshConsole> {
  const folder = await mkdtemp(join(tmpdir(), 'clusto-sshd-'));
  const file = (name: string): string => join(folder, name);
  for (const key of ['host', 'user'])
    await runProgram('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file(key)]);
  const { stdout: hostKey } = await runProgram('ssh-keygen', ['-y', '-f', file('host')]);
  await writeFile(file('known_hosts'), `[127.0.0.1]:${port} ${hostKey}`);
  await writeFile(
    file('sshd_config'),
    `ListenAddress 127.0.0.1:${port}
HostKey ${file('host')}
AuthorizedKeysFile ${file('user.pub')}
PidFile none
UsePAM no
StrictModes no
PermitRootLogin prohibit-password
PasswordAuthentication no
ForceCommand echo "port ${port} user $USER"; read line; echo "typed $line"
`,
  );
  await writeFile(
    file('ssh'),
    `#!/bin/sh\nexec ssh -F none -i ${file('user')} -o IdentitiesOnly=yes -o BatchMode=yes -o UserKnownHostsFile=${file('known_hosts')} "$@"\n`,
  );
  await chmod(file('ssh'), 0o755);
  // where Debian's sshd confines its unprivileged half
  if (userInfo().uid === 0) await mkdir('/run/sshd', { recursive: true });
  const daemon = spawn('/usr/sbin/sshd', ['-D', '-e', '-f', file('sshd_config')], { stdio: 'ignore' });
  await untilReady(
    daemon,
    () =>
      new Promise((resolve) => {
        const socket = connect(port, '127.0.0.1', () => resolve(true)).once('error', () => resolve(false));
        socket.once('connect', () => socket.destroy());
      }),
  );
  return {
    ssh: file('ssh'),
    [Symbol.asyncDispose]: async () => {
      await stop(daemon);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
