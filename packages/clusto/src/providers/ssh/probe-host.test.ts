import { expect, test } from 'vitest';
import { makeFakeProgram } from '../../../../../tests/support/fake-program.ts';
import { hostAnswer } from '../../../../../tests/support/host-answer.ts';
import { probeHost } from './probe-host.ts';
import { probeScript } from './probe-script.ts';

const answering = (script: string) => makeFakeProgram('ssh', script);

test('ssh is run once, without questions, for known hosts, and is given the script to read', async () => {
  await using ssh = await answering(`cat > "$HERE/input"\ncat <<'END'\n${hostAnswer()}END`);
  const { hostname } = await probeHost({
    address: '2001:db8::5',
    user: 'admin',
    port: 2222,
    program: ssh.path,
    identityFile: '/k/id',
    knownHosts: '/k/known hosts',
    sshConfig: '/k/config',
  });
  expect(hostname).toBe('web1');
  expect(await ssh.calls()).toEqual([
    '-F /k/config -i /k/id -p 2222 -o BatchMode=yes -o StrictHostKeyChecking=yes -o ConnectTimeout=10 -o ServerAliveInterval=5 -o ServerAliveCountMax=3 -o ClearAllForwardings=yes -o ForwardAgent=no -o LogLevel=ERROR -o IdentitiesOnly=yes -o UserKnownHostsFile="/k/known hosts" -T -l admin -- 2001:db8::5 sh',
  ]);
  const { readFile } = await import('node:fs/promises');
  expect(await readFile(ssh.path.replace(/ssh$/, 'input'), 'utf8')).toBe(probeScript);
});

test('new host keys are taken only where that is configured', async () => {
  await using ssh = await answering(`cat > /dev/null\ncat <<'END'\n${hostAnswer()}END`);
  await probeHost({ address: 'web1', program: ssh.path, hostKeys: 'accept-new' });
  expect((await ssh.calls())[0]).toMatch(/ -o StrictHostKeyChecking=accept-new .* -l root -- web1 sh$/);
});

test.each([
  ['Host key verification failed.', 255, 'SSH_HOST_KEY'],
  ['No ED25519 host key is known for web1 and you have requested strict checking.', 255, 'SSH_HOST_KEY'],
  ['root@web1: Permission denied (publickey).', 255, 'SSH_DENIED'],
  ['ssh: connect to host web1 port 22: Connection refused', 255, 'SSH_FAILED'],
  ['sh: not found', 127, 'SSH_FAILED'],
])('%s is told as what it is', async (said, status, code) => {
  await using ssh = await answering(`cat > /dev/null\necho '${said}' >&2\nexit ${status}`);
  await expect(probeHost({ address: 'web1', program: ssh.path })).rejects.toMatchObject({ code });
});

test('a host that does not end is given up, and what is asked for can be stopped', async () => {
  await using ssh = await answering('exec sleep 60');
  const target = { address: 'web1', program: ssh.path };
  await expect(probeHost(target, { timeout: 50 })).rejects.toThrow('no answer within 0.05 s');
  const controller = new AbortController();
  const running = probeHost(target, { signal: controller.signal });
  controller.abort();
  await expect(running).rejects.toMatchObject({ code: 'INTERRUPTED' });
});

test.each([{ address: '-oProxyCommand=x' }, { address: 'a b' }, { address: 'web1', user: '-l' }])(
  '%o is refused before anything is run',
  async (target) => {
    await using ssh = await answering('');
    await expect(probeHost({ ...target, program: ssh.path })).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' });
    expect(await ssh.calls()).toEqual([]);
  },
);
