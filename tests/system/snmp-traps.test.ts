import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { runProgram } from '../../packages/clusto/src/providers/run-program.ts';
import { lacksPackages } from '../support/lacks-packages.ts';
import { CliHome } from '../support/run-cli.ts';

const macChanged = '1.3.6.1.4.1.9.9.215.1.1.8.1.2.1';
const macTrap = '1.3.6.1.4.1.9.9.215.2.0.1';
const user = ['-u', 'admin', '-l', 'authPriv', '-a', 'SHA', '-A', 'adminpass', '-x', 'AES', '-X', 'adminpriv'];

async function freePort(): Promise<number> {
  const socket = createSocket('udp4');
  await once(socket.bind(0, '127.0.0.1'), 'listening');
  const { port } = socket.address();
  socket.close();
  return port;
}

/** An entry of a MAC notification, as the tools take octets. */
const learned = (port: number): string => {
  const number = port.toString(16).padStart(2, '0');
  return `0101ba001b210000${number}00${number}`;
};

test.skipIf(lacksPackages('snmp'))("traps and informs of Debian's tools are received in every version", async () => {
  await using home = await CliHome.create();
  const port = await freePort();
  await mkdir(home.path('.config/clusto'), { recursive: true });
  await writeFile(
    home.path('.config/clusto/clusto.toml'),
    `[snmptrapd]\nlisten = ["127.0.0.1"]\nport = ${port}\ncommunities = ["env:COMMUNITY"]\nusers = ["admin sha adminpass aes adminpriv"]\n`,
  );
  for (const args of [
    ['init'],
    ['create', 'ipmanager', 'loopback', 'baseip=127.0.0.0', 'netmask=8'],
    ['create', 'cisco4948', 'sw1'],
    ['ip', 'bind', 'sw1', '127.0.0.1', 'Vlan1'],
  ])
    expect(await home.run(args)).toMatchObject({ status: 0 });
  const service = home.start(['snmptrapd', '--monitor', 'off'], { env: { COMMUNITY: 'secret' } });
  await service.says('SERVICE_READY');
  const send = async (program: string, number: number, ...args: string[]): Promise<number | null> => {
    const to = [`127.0.0.1:${port}`, '', macTrap, macChanged, 'x', learned(number)];
    return (await runProgram(program, ['-r', '0', '-t', '5', ...args, ...to])).status;
  };
  // of version 1: enterprise, agent, generic, specific, time
  const old = [`127.0.0.1:${port}`, macTrap.slice(0, -4), '127.0.0.1', '6', '1', '', macChanged, 'x', learned(1)];
  expect(await runProgram('snmptrap', ['-v1', '-c', 'secret', ...old])).toMatchObject({ status: 0 });
  expect(await send('snmptrap', 2, '-v2c', '-c', 'secret')).toBe(0);
  expect(await send('snmptrap', 3, '-v3', '-e', '0x8000000001020304', ...user)).toBe(0);
  expect(await send('snmpinform', 4, '-v2c', '-c', 'secret')).toBe(0);
  expect(await send('snmpinform', 5, '-v3', ...user)).toBe(0);
  expect(await send('snmpinform', 6, '-v2c', '-t', '1', '-c', 'wrong')).not.toBe(0);
  expect(await send('snmpinform', 6, '-v3', '-t', '1', ...user, '-A', 'otherpass')).not.toBe(0);
  service.kill('SIGTERM');
  expect(await service.result).toMatchObject({ status: 0, stderr: expect.not.stringContaining('adminpass') });
  const drift = (await home.json('drift', 'sw1')) as { kind: string; observed: string; attribute: string }[];
  const seen = drift.filter(({ kind }) => kind === 'stranger').map(({ attribute }) => attribute);
  expect(seen.sort()).toEqual([1, 2, 3, 4, 5].map((number) => `port-nic-eth ${number} connection`));
});
