import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { makeFakeProgram } from '../../../../../tests/support/fake-program.ts';
import { ipmiArguments } from './ipmi-arguments.ts';
import { ipmiPower, ipmiPowerState, withPasswordFile } from './ipmi-power.ts';

const bmc = { address: '10.0.0.9', user: 'clusto', password: 'top secret' };

/** The argument after `-f` is the password file. */
const passwordFile = 'file=$(echo "$*" | sed "s/.*-f \\([^ ]*\\).*/\\1/")';

test('ipmitool is told everything but the password', () => {
  const args = ipmiArguments(bmc, { suite: 17, passwordFile: 'FILE' }, ['chassis', 'power', 'on']);
  expect(args.join(' ')).toBe(
    '-I lanplus -C 17 -H 10.0.0.9 -p 623 -U clusto -L OPERATOR -f FILE -R 1 -N 3 chassis power on',
  );
});

test.each([
  ['address', { address: '-x' }],
  ['address', { address: 'a b' }],
  ['address', { address: '$(id)' }],
  ['address', { address: '' }],
  ['user', { user: '-f' }],
  ['user', { user: '' }],
  ['user', { user: 'a\nb' }],
])('an %s that is none is refused: %j', (setting, wrong) => {
  const attempt = (): unknown => ipmiArguments({ ...bmc, ...wrong }, { suite: 3, passwordFile: 'FILE' }, []);
  expect(attempt).toThrow(
    expect.objectContaining({
      code: 'HARDWARE_SETTING_INVALID',
      detail: expect.objectContaining({ setting: `ipmi.${setting}` }),
    }),
  );
});

test('the password is in a file of its owner, which is gone afterwards', async () => {
  await using ipmitool = await makeFakeProgram(
    'ipmitool',
    `${passwordFile}; stat -c %a "$file" >> "$HERE/seen"; cat "$file" >> "$HERE/seen"; [ "$(cat "$file")" = 'top secret' ] && echo 'Chassis Power is on'`,
  );
  const before = await readdir(tmpdir());
  expect(await ipmiPowerState(bmc, { program: ipmitool.path })).toEqual({ state: 'on', suite: 17 });
  const [call = ''] = await ipmitool.calls();
  expect(call).toMatch(/^-I lanplus -C 17 .* -f \S+ .*chassis power status$/);
  expect(call).not.toContain('secret');
  const made = (await readdir(tmpdir())).filter((name) => name.startsWith('clusto-ipmi-') && !before.includes(name));
  expect(made).toEqual([]);
});

test('the password file goes also when the work fails', async () => {
  let seen = '';
  await expect(
    withPasswordFile('x', (file) => {
      seen = file;
      throw new Error('no');
    }),
  ).rejects.toThrow('no');
  await expect(readdir(seen.replace(/\/password$/, ''))).rejects.toMatchObject({ code: 'ENOENT' });
});

test('an older controller gets the older cipher suite', async () => {
  await using ipmitool = await makeFakeProgram(
    'ipmitool',
    `case "$*" in *'-C 17'*) echo 'Error in open session response message : invalid authentication algorithm' >&2; echo 'Error: Unable to establish IPMI v2 / RMCP+ session' >&2; exit 1;; esac; echo 'Chassis Power is off'`,
  );
  expect(await ipmiPowerState(bmc, { program: ipmitool.path })).toEqual({ state: 'off', suite: 3 });
  expect((await ipmitool.calls()).map((call) => / -C (\d+) /.exec(call)?.[1])).toEqual(['17', '3']);
  await expect(ipmiPowerState({ ...bmc, suite: 17 }, { program: ipmitool.path })).rejects.toMatchObject({
    name: 'ProviderException',
  });
});

test('every action is one call', async () => {
  await using ipmitool = await makeFakeProgram('ipmitool', 'true');
  for (const action of ['on', 'off', 'reboot', 'soft'] as const)
    await ipmiPower(bmc, action, { program: ipmitool.path });
  expect((await ipmitool.calls()).map((call) => call.split(' ').slice(-3).join(' '))).toEqual(
    ['on', 'off', 'cycle', 'soft'].map((verb) => `chassis power ${verb}`),
  );
});

test.each([
  ['IPMI_REFUSED', "echo 'Error: Unable to establish IPMI v2 / RMCP+ session' >&2; exit 1"],
  ['IPMI_NO_ANSWER', "echo 'Address lookup for bmc failed' >&2; exit 1"],
  ['IPMI_FAILED', "echo 'Set Chassis Power Control to Up/On failed: Insufficient privilege level' >&2; exit 1"],
  ['IPMI_FAILED', 'exit 1'],
  ['PROGRAM_TIMEOUT', 'exec sleep 60'],
])('a failure is told as %s', async (code, script) => {
  await using ipmitool = await makeFakeProgram('ipmitool', script);
  const failed = await ipmiPower(bmc, 'on', { program: ipmitool.path, timeout: 500 }).catch((error: unknown) => error);
  expect(failed).toMatchObject({ code, name: 'ProviderException' });
  expect(JSON.stringify(failed)).not.toContain('top secret');
});

test('a program that is not there, and one that is no longer wanted', async () => {
  await expect(ipmiPower(bmc, 'on', { program: 'no-such-ipmitool' })).rejects.toMatchObject({
    code: 'PROGRAM_MISSING',
  });
  await using ipmitool = await makeFakeProgram('ipmitool', 'exec sleep 60');
  await expect(
    ipmiPower(bmc, 'on', { program: ipmitool.path, signal: AbortSignal.timeout(200) }),
  ).rejects.toMatchObject({
    code: 'INTERRUPTED',
  });
});
