import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSshd } from './real-sshd.ts';

/** A real sshd that stands in for one serial port of a console server. */
export interface SshConsole extends AsyncDisposable {
  /** The program to connect with: ssh with the key and the known host of this server. */
  readonly ssh: string;
}

export async function startSshConsole(port: number): Promise<SshConsole> {
  const address = '127.0.0.1';
  const said = `ForceCommand echo "port ${port} user $USER"; read line; echo "typed $line"`;
  const daemon = await startSshd({ address, port, lines: [said] });
  const folder = await mkdtemp(join(tmpdir(), 'clusto-console-'));
  const [ssh, known] = [join(folder, 'ssh'), join(folder, 'known_hosts')];
  await writeFile(known, `[${address}]:${port} ${daemon.hostKey}\n`);
  await writeFile(
    ssh,
    `#!/bin/sh\nexec ssh -F none -i ${daemon.key} -o IdentitiesOnly=yes -o BatchMode=yes -o UserKnownHostsFile=${known} "$@"\n`,
  );
  await chmod(ssh, 0o755);
  return {
    ssh,
    [Symbol.asyncDispose]: async () => {
      await daemon[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
