import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'clusto';
import { IPManager, PenguinServer } from 'clusto/drivers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Finished, newUser, runProcess } from '../examples/run-process.ts';
import { dmidecodeOutput } from '../support/host-answer.ts';
import { lacksPackages } from '../support/lacks-packages.ts';
import { NetworkNamespaces } from '../support/network-namespaces.ts';
import { startSshd } from '../support/real-sshd.ts';

const address = '10.7.0.5';
const mac = '00:1b:21:3c:4d:05';
/** Links that a test can make are of software; their kind is what tells them from network cards. */
const asCard = `#!/bin/sh\n/usr/sbin/ip "$@" | sed 's/"info_kind":"bridge"/"info_kind":null/'\n`;

describe.skipIf(lacksPackages('ssh'))('a host with a real sshd and its real tools', () => {
  let home: string;
  let network: NetworkNamespaces;
  let env: Record<string, string>;

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'clusto-ssh-'));
    network = new NetworkNamespaces();
    network.add('host');
    env = await newUser(home);
    network.ip('host', 'link', 'add', 'eth0', 'address', mac, 'type', 'bridge');
    network.ip('host', 'address', 'add', `${address}/24`, 'dev', 'eth0');
    network.ip('host', 'link', 'set', 'eth0', 'up');
    await mkdir(join(home, 'tools'));
    const firmware = `#!/bin/sh\ncat <<'END'\n${dmidecodeOutput('SN5')}END\n`;
    for (const [name, text] of Object.entries({ ip: asCard, dmidecode: firmware })) {
      await writeFile(join(home, 'tools', name), text);
      await chmod(join(home, 'tools', name), 0o755);
    }
    await using clusto = await connect({ dsn: `sqlite:${join(home, 'clusto.db')}`, actor: 'test' });
    await clusto.create(IPManager, 'lan', { baseip: '10.7.0.0', netmask: '255.255.255.0' });
    for (const [name, ip] of [
      ['by-address', address],
      ['by-mac', '10.7.0.6'],
      ['by-serial', '10.7.0.7'],
    ] as const)
      await (await clusto.create(PenguinServer, name)).addIp(ip);
  });
  afterAll(async () => {
    network[Symbol.dispose]();
    await rm(home, { recursive: true, force: true });
  });

  const inside = (command: string): Promise<Finished> => {
    const [program, ...args] = [...network.enter('host'), 'bash', '-c', command];
    return runProcess(program, args, env);
  };
  // in a shell that was started by a shell, bash does not read what the user of this machine has in .bashrc
  const sshd = () =>
    startSshd({
      address,
      port: 22,
      lines: [`SetEnv PATH=${home}/tools:/usr/bin:/bin SHLVL=1`],
      enter: network.enter('host'),
    });
  async function configure(key: string, ...lines: readonly string[]): Promise<void> {
    const more = [`identityFile = "${key}"`, `knownHosts = "${home}/known_hosts"`, 'sshConfig = "none"', ...lines];
    await mkdir(join(home, '.config/clusto'), { recursive: true });
    const text = `dsn = "sqlite:${home}/clusto.db"\n[ssh]\n${more.join('\n')}\n`;
    await writeFile(join(home, '.config/clusto/clusto.toml'), text);
  }
  /** How a command ended, with the code of its error. */
  const refusal = async (command: string): Promise<[number | null, string | undefined]> => {
    const { status, stdout } = await inside(command);
    return [status, (JSON.parse(stdout) as { code?: string }[])[0]?.code];
  };
  const recognised = async (): Promise<string> => {
    const { stdout } = await inside(`clusto discover ${address} --json`);
    const [report] = JSON.parse(stdout) as { entity: string; recognisedBy: string }[];
    return `${report?.entity} by ${report?.recognisedBy}`;
  };

  test('is spoken to when its key is known, and not when the key is another one', async () => {
    {
      await using daemon = await sshd();
      await configure(daemon.key);
      expect(await refusal(`clusto discover ${address} --json`)).toEqual([6, 'SSH_HOST_KEY']);
      await configure(join(home, 'clusto.db'));
      await writeFile(join(home, 'known_hosts'), `${address} ${daemon.hostKey}\n`);
      expect(await refusal(`clusto discover ${address} --json`)).toEqual([6, 'SSH_DENIED']);
      await configure(daemon.key);
      expect(await recognised()).toBe('by-address by address');
      await rm(join(home, 'known_hosts'));
      await configure(daemon.key, 'hostKeys = "accept-new"');
      expect(await recognised()).toBe('by-address by address');
    }
    // the same address with another key
    await using daemon = await sshd();
    await configure(daemon.key, 'hostKeys = "accept-new"');
    expect(await refusal(`clusto discover ${address} --json`)).toEqual([6, 'SSH_HOST_KEY']);
  });

  test('is recognised by its serial number, then a MAC address, then its address, and what differs is drift', async () => {
    await using daemon = await sshd();
    await configure(daemon.key);
    await writeFile(join(home, 'known_hosts'), `${address} ${daemon.hostKey}\n`);
    expect((await inside('clusto discover 10.7.0.4/30')).stdout).toContain(`${address}  by-address  address`);
    expect(await inside(`clusto attr set by-mac port-nic-eth.mac=${mac} --number 2`)).toMatchObject({ status: 0 });
    expect(await recognised()).toBe('by-mac by mac');
    expect(await inside('clusto attr set by-serial system.serial=SN5 system.memory=8192')).toMatchObject({ status: 0 });
    expect(await inside('clusto attr set by-serial port-nic-eth.mac=00:1b:21:00:00:01 --number 1')).toMatchObject({
      status: 0,
    });
    expect(await recognised()).toBe('by-serial by serial');
    const { stdout } = await inside('clusto drift by-serial --json');
    const drift = JSON.parse(stdout) as { kind: string; attribute: string; intended: string; observed: string }[];
    expect(drift.map((one) => [one.kind, one.attribute, one.intended, one.observed])).toEqual(
      expect.arrayContaining([
        ['address', 'port-nic-eth 1 mac', '00:1b:21:00:00:01', mac],
        ['ip', 'ip', null, `${address} eth0`],
        ['hardware', 'system memory', '8192', '16384'],
      ]),
    );
  });
});
