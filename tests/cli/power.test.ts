import { writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type FakePdu, startFakePdu } from '../support/fake-pdu.ts';
import { makeFakeProgram } from '../support/fake-program.ts';
import { CliHome, isServed } from '../support/run-cli.ts';

let home: CliHome;
let pdu: FakePdu;

async function ok(...args: string[]): Promise<string> {
  const { status, stdout, stderr } = await home.run(args);
  expect({ status, stderr }).toMatchObject({ status: 0 });
  return stdout;
}

const control = '1.3.6.1.4.1.1718.3.2.3.1.11.1.1';

/** Two servers at outlets of one strip, and one that is not cabled. */
beforeEach(async () => {
  home = await CliHome.create();
  pdu = await startFakePdu('sentry3', { outlets: ['aa1', 'aa2', 'aa3'] });
  const settings = '[power]\nsettle = 300\npause = 1\n\n[snmp]\ntimeout = 100\n';
  const { mkdir } = await import('node:fs/promises');
  await mkdir(home.path('.config/clusto'), { recursive: true });
  await writeFile(home.path('.config/clusto/clusto.toml'), settings);
  await ok('init');
  await ok('create', 'powertowerxm', 'pwr1');
  await ok('attr', 'set', 'pwr1', 'snmp.address=127.0.0.1', `snmp.port=${pdu.port}`, 'snmp.community=private');
  for (const name of ['s1', 's2', 'spare']) await ok('create', 'penguinserver', name);
  await writeFile(
    home.path('cable.js'),
    "const strip = await getByName('pwr1');\nfor (const [i, name] of ['s1', 's2'].entries()) await (await getByName(name)).connectPorts('pwr-nema-5', 1, strip, i + 1);\n",
  );
  await ok('shell', home.path('cable.js'));
});
afterEach(async () => {
  await pdu[Symbol.asyncDispose]();
  await home[Symbol.asyncDispose]();
});

describe('power', () => {
  test('switches and tells what it switched', async () => {
    expect(await ok('power', 'off', 's1', 's2', '--yes')).toBe(
      's1  pdu  pwr1 outlet aa1 off\ns2  pdu  pwr1 outlet aa2 off\n',
    );
    expect(await ok('power', 'status', 's1')).toBe('s1  off  pdu  pwr1 outlet aa1: off\n');
    expect(JSON.parse(await ok('power', 'on', 's1', '--yes', '--json'))).toEqual([
      { name: 's1', action: 'on', means: 'pdu', switched: ['pwr1 outlet aa1 on'] },
    ]);
    expect(JSON.parse(await ok('power', 'status', 's1', 's2', '--json'))).toMatchObject([
      { name: 's1', state: 'on' },
      { name: 's2', state: 'off' },
    ]);
    expect(pdu.sets.map(({ oid, value }) => [oid.slice(control.length + 1), value])).toEqual([
      ['1', 2],
      ['2', 2],
      ['1', 1],
    ]);
  });

  test('does nothing unasked, and nothing in a dry run', async () => {
    const asked = await home.spawn(['power', 'off', 's1']);
    expect(asked).toMatchObject({ status: 7, stdout: '' });
    expect(asked.stderr).toContain(`snmp set 127.0.0.1:${pdu.port} ${control}.1 = integer 2`);
    expect(await ok('power', 'off', 's1', '--dry-run')).toBe(
      `s1 (pdu)\n  snmp set 127.0.0.1:${pdu.port} ${control}.1 = integer 2\n  ask until it is off, at most 0.3 s\n`,
    );
    expect(JSON.parse(await ok('reboot', 's1', '--dry-run', '--json'))).toEqual([
      {
        name: 's1',
        action: 'reboot',
        means: 'pdu',
        steps: [
          {
            what: 'pwr1 outlet aa1 reboot',
            via: 'snmp',
            agent: `127.0.0.1:${pdu.port}`,
            oid: `${control}.1`,
            value: 3,
          },
        ],
      },
    ]);
    expect(pdu.sets).toEqual([]);
  });

  test('goes on with the others when one cannot be switched, and says so', async () => {
    pdu.setState('aa1', 6);
    const result = await home.run(['power', 'off', 's1', 'spare', 's2', '--yes']);
    expect(result).toMatchObject({
      status: 6,
      stdout: 's1     failed\nspare  failed\ns2     pdu     pwr1 outlet aa2 off\n',
    });
    expect(result.stderr).toContain('s1: Outlet aa1 of pwr1 cannot be switched to off: its state is lockedOff.');
    expect(result.stderr).toContain('error: 2 of 3 failed: s1, spare. [POWER_FAILED]');
    expect(pdu.sets).toEqual([{ oid: `${control}.2`, value: 2 }]);
  });

  test.each([
    ['POWER_UNKNOWN_MEANS', 1, ['power', 'off', 'spare', '--yes']],
    ['NOT_SUPPORTED', 1, ['power', 'off', 's1', '--soft', '--yes']],
    ['ENTITY_NOT_FOUND', 1, ['power', 'off', 's1', 's9', '--yes']],
    ['HARDWARE_SETTING_MISSING', 1, ['power', 'status', 's1', '--method', 'ipmi']],
    ['USAGE', 2, ['power', 'off', 's1', '--method', 'hammer']],
    ['USAGE', 2, ['power', 'off']],
  ])('refuses with %s and status %i: %j', async (code, status, args) => {
    const result = await home.run(args);
    expect(result.status).toBe(status);
    expect(result.stderr).toContain(`[${code}]`);
    expect(pdu.sets).toEqual([]);
  });

  test('a strip that is silent ends with 6', async () => {
    await ok('attr', 'set', 'pwr1', 'snmp.community=wrong');
    for (const args of [
      ['power', 'status', 's1'],
      ['power', 'off', 's1', '--yes'],
      ['power', 'off', 's1', '--dry-run'],
    ]) {
      const result = await home.run(args);
      expect(result.status).toBe(6);
      expect(result.stderr).toContain('[SNMP_NO_ANSWER]');
    }
  });
});

test('reboot --batch asks nothing', async () => {
  expect(await ok('reboot', '--batch', 's1')).toBe('s1  pdu  pwr1 outlet aa1 reboot\n');
  expect(pdu.sets).toEqual([{ oid: `${control}.1`, value: 3 }]);
});

// a server takes another configuration when it is started again
test.skipIf(isServed())('a password for IPMI can be anywhere but in the arguments', async () => {
  await using program = await makeFakeProgram(
    'ipmitool',
    `file=$(echo "$*" | sed "s/.*-f \\([^ ]*\\).*/\\1/"); cat "$file" >> "$HERE/password"; echo >> "$HERE/password"; echo 'Chassis Power is on'`,
  );
  await writeFile(home.path('.config/clusto/clusto.toml'), `[ipmi]\nipmitool = "${program.path}"\n`);
  await writeFile(home.path('bmc-password'), 'from a file\n');
  await ok('attr', 'set', 's1', 'ipmi.address=10.0.0.1', 'ipmi.user=clusto');
  const seen: string[] = [];
  for (const password of ['plain', 'env:BMC_PASSWORD', `file:${home.path('bmc-password')}`]) {
    await ok('attr', 'set', 's1', `ipmi.password=${password}`);
    const result = await home.run(['power', 'status', 's1'], { BMC_PASSWORD: 'from the environment' });
    expect(result).toMatchObject({ status: 0, stdout: 's1  on  ipmi  s1 by IPMI at 10.0.0.1: on\n' });
  }
  const { readFile } = await import('node:fs/promises');
  seen.push(
    ...(await readFile(`${program.path.replace(/ipmitool$/, '')}password`, 'utf8')).split('\n').filter(Boolean),
  );
  expect(seen).toEqual(['plain', 'from the environment', 'from a file']);
  expect((await program.calls()).join('\n')).not.toMatch(/plain|from/);
  await ok('attr', 'set', 's1', 'ipmi.password=env:NOT_SET');
  expect((await home.run(['power', 'status', 's1'])).stderr).toContain('[SECRET_UNREADABLE]');
});

describe('console', () => {
  test.each([
    ['CONSOLE_UNAVAILABLE', 's1'],
    ['NOT_SUPPORTED', 'p1'],
  ])('says %s', async (code, name) => {
    await ok('create', 'pool', 'p1');
    const result = await home.run(['console', name]);
    expect(result).toMatchObject({ status: 1, stdout: '' });
    expect(result.stderr).toContain(`[${code}]`);
  });
});
