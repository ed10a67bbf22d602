import { mkdir, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runProgram } from '../../packages/clusto/src/providers/run-program.ts';
import { startFakePdu } from '../support/fake-pdu.ts';
import { startIpmiSimulator } from '../support/ipmi-simulator.ts';
import { lacksPackages } from '../support/lacks-packages.ts';
import { startSnmpd } from '../support/real-snmpd.ts';
import { CliHome } from '../support/run-cli.ts';
import { startSshConsole } from '../support/ssh-console.ts';
import { onTerminal } from '../support/terminal-session.ts';

const main = join(import.meta.dirname, '../../packages/clusto/src/cli/main.ts');
let home: CliHome;

beforeEach(async () => {
  home = await CliHome.create();
  await mkdir(home.path('.config/clusto'), { recursive: true });
  await ok('init');
});
afterEach(() => home[Symbol.asyncDispose]());

async function ok(...args: string[]): Promise<string> {
  const { status, stdout, stderr } = await home.run(args);
  expect({ status, stderr }).toMatchObject({ status: 0 });
  return stdout;
}

const configure = (settings: string): Promise<void> => writeFile(home.path('.config/clusto/clusto.toml'), settings);

let scripts = 0;

/** A script is a module, which one process reads once: each has a name of its own. */
async function script(text: string): Promise<void> {
  scripts += 1;
  const file = home.path(`script-${scripts}.js`);
  await writeFile(file, text);
  await ok('shell', file);
}

const program = (...args: string[]): string[] => [process.execPath, '--conditions=clusto-dev', main, ...args];

describe.skipIf(lacksPackages('snmp'))('SNMP', () => {
  test("Debian's agent is switched with every version, and refuses what it should", async () => {
    await using agent = await startSnmpd(16_501);
    await configure('[snmp]\ntimeout = 1000\n[power]\npause = 1\n');
    await ok('create', 'powertowerxm', 'pwr1');
    await ok('attr', 'set', 'pwr1', 'snmp.address=127.0.0.1', `snmp.port=${agent.port}`, 'snmp.community=private');
    await ok('create', 'penguinserver2u', 's1');
    await script(
      "const [s, p] = [await getByName('s1'), await getByName('pwr1')];\nfor (const n of [1, 2]) await s.connectPorts('pwr-nema-5', n, p, n);\n",
    );
    expect(await ok('power', 'status', 's1')).toBe('s1  on  pdu  pwr1 outlet aa1: on, pwr1 outlet aa2: on\n');
    await ok('power', 'off', 's1', '--yes');
    await ok('attr', 'set', 'pwr1', 'snmp.version=1');
    await ok('power', 'on', 's1', '--yes');
    await ok(
      'attr',
      'set',
      'pwr1',
      'snmp.version=3',
      'snmp.user=admin',
      'snmp.authpassword=adminpass',
      'snmp.privpassword=adminpriv',
    );
    await ok('power', 'reboot', 's1', '--yes');
    expect([await agent.sets(1), await agent.sets(2)]).toEqual([
      [2, 1, 2, 1],
      [2, 1, 2, 1],
    ]);
    for (const [code, ...attributes] of [
      ['SNMP_LOGIN_REFUSED', 'snmp.authpassword=adminpast'],
      ['SNMP_LOGIN_REFUSED', 'snmp.user=nobody'],
      ['SNMP_REFUSED', 'snmp.version=2c', 'snmp.community=public'],
      ['SNMP_NO_ANSWER', 'snmp.community=wrong'],
    ] as const) {
      await ok('attr', 'set', 'pwr1', ...attributes);
      const failed = await home.run(['power', 'off', 's1', '--yes']);
      expect(failed.stderr).toContain(`[${code}]`);
      expect(failed.status).toBe(6);
    }
    expect(await agent.sets(1)).toHaveLength(4);
  });

  test("the strip of the unit tests is read and set by Debian's tools", async () => {
    await using pdu = await startFakePdu('apc-rpdu2', { outlets: ['1', '2'] });
    const at = ['-v2c', '-Oqvn', '-c', 'private', `127.0.0.1:${pdu.port}`];
    const state = '1.3.6.1.4.1.318.1.1.26.9.2.3.1.5.2';
    expect((await runProgram('snmpget', [...at, state])).stdout.trim()).toBe('2');
    const set = await runProgram('snmpset', [...at, '1.3.6.1.4.1.318.1.1.26.9.2.4.1.5.2', 'i', '2']);
    expect(set).toMatchObject({ status: 0 });
    expect((await runProgram('snmpget', [...at, state])).stdout.trim()).toBe('1');
  });
});

describe.skipIf(lacksPackages('ipmi'))('IPMI', () => {
  async function server(port: number): Promise<void> {
    await ok('create', 'penguinserver', 's1');
    await ok(
      'attr',
      'set',
      's1',
      'ipmi.address=127.0.0.1',
      `ipmi.port=${port}`,
      'ipmi.user=clusto',
      'ipmi.password=topsecret',
    );
  }

  test('a controller is asked, switched and cycled', async () => {
    await using bmc = await startIpmiSimulator(16_601);
    await server(bmc.port);
    expect(await ok('power', 'status', 's1')).toBe('s1  off  ipmi  s1 by IPMI at 127.0.0.1: off\n');
    for (const verb of ['on', 'on', 'off', 'reboot']) await ok('power', verb, 's1', '--yes');
    await ok('power', 'off', 's1', '--soft', '--yes');
    for (const verb of ['reboot', 'reboot']) await ok('power', verb, 's1', '--yes');
    // the last one is a cycle, of which the simulator does the second half a while later
    expect((await bmc.told()).slice(0, 6)).toEqual([
      'power 1',
      'power 0',
      'power 1',
      'shutdown 1',
      'power 1',
      'power 0',
    ]);
    await ok('attr', 'set', 's1', 'ipmi.password=wrong');
    const refused = await home.run(['power', 'status', 's1']);
    expect(refused.status).toBe(6);
    expect(refused.stderr).toContain('[IPMI_REFUSED]');
    await ok('attr', 'set', 's1', 'ipmi.port=16699');
    const dead = await home.run(['power', 'status', 's1']);
    expect(dead.status).toBe(6);
    expect(dead.stderr).toContain('[IPMI_NO_ANSWER]');
  });

  test('serial over LAN is on the terminal, until the user leaves', async () => {
    await using bmc = await startIpmiSimulator(16_602);
    await server(bmc.port);
    const { output, status } = await onTerminal(program('console', 's1'), {
      env: { HOME: home.folder },
      typed: [
        { after: 'SERIAL READY', keys: 'x' },
        { after: 'typed x', keys: '\r' },
        { after: 'SERIAL READY', keys: '~.' },
      ],
    });
    expect(output).toContain('[terminated ipmitool]');
    expect(status).toBe(0);
  });
});

describe.skipIf(lacksPackages('ssh'))('a console server', () => {
  test('is connected with at the port of its serial port, as the user', async () => {
    const { username } = userInfo();
    await using console = await startSshConsole(3007);
    await configure(`[console]\nssh = "${console.ssh}"\n`);
    await ok('create', 'ipmanager', 'loopback', 'baseip=127.0.0.0', 'netmask=8', 'gateway=127.0.0.9');
    await ok('create', 'opengearcm4148', 'ts1');
    await ok('create', 'penguinserver', 's1');
    await script(
      "const [s, t] = [await getByName('s1'), await getByName('ts1')];\nawait t.addIp('127.0.0.1');\nawait s.connectPorts('console-serial', 1, t, 7);\n",
    );
    const { output, status } = await onTerminal(program('console', 's1', '--user', username), {
      env: { HOME: home.folder },
      typed: [{ after: 'port 3007', keys: 'hello\r' }],
    });
    expect(output).toContain(`port 3007 user ${username}`);
    expect(output).toContain('typed hello');
    expect(status).toBe(0);
    // another port of the server: nobody is there
    await script(
      "const [s, t] = [await getByName('s1'), await getByName('ts1')];\nawait s.disconnectPort('console-serial', 1);\nawait s.connectPorts('console-serial', 1, t, 48);\n",
    );
    const refused = await onTerminal(program('console', 's1', '--user', username), {
      env: { HOME: home.folder },
      typed: [],
    });
    expect(refused.output).toContain('[CONSOLE_FAILED]');
    expect(refused.status).toBe(6);
  });
});
