import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { type FakePdu, startFakePdu } from '../../../../../tests/support/fake-pdu.ts';
import { findOutlet, outletCommand, readOutlet, switchOutlet } from './pdu-outlet.ts';
import { modelOfObjectId, pduModels } from './pdu-models.ts';
import type { SnmpLogin, SnmpTarget } from './snmp-target.ts';

const quick = { timeout: 100, retries: 1 };
const at = (port: number, login: SnmpLogin = { version: 2, community: 'private' }): SnmpTarget => ({
  name: 'pwr1',
  address: '127.0.0.1',
  port,
  login,
  ...quick,
});

async function perform(
  pdu: FakePdu,
  outletName: string,
  action: 'on' | 'off' | 'reboot',
  login?: SnmpLogin,
): Promise<void> {
  const target = at(pdu.port, login);
  const outlet = await findOutlet(target, outletName);
  await switchOutlet(target, outlet, outletCommand(target, outlet, action, await readOutlet(target, outlet)));
}

describe.each([
  ['sentry3', ['aa1', 'ab3'], 'ab3', '1.3.6.1.4.1.1718.3.2.3.1.11.1.1.2', [2, 1, 3]],
  ['apc-rpdu2', ['1', '7'], '7', '1.3.6.1.4.1.318.1.1.26.9.2.4.1.5.7', [2, 1, 3]],
  ['apc-rpdu', ['1', '7'], '7', '1.3.6.1.4.1.318.1.1.12.3.3.1.1.4.7', [2, 1, 3]],
  ['apc-masterswitch', ['1', '8'], '8', '1.3.6.1.4.1.318.1.1.4.4.2.1.3.8', [2, 1, 3]],
  ['raritan-pdu2', ['1', '24'], '24', '1.3.6.1.4.1.13742.6.4.1.2.1.2.1.24', [0, 1, 2]],
] as const)('a strip of the model %s', (model, outlets, outlet, oid, [off, on, reboot]) => {
  test('is known by its sysObjectID, and switched by what its MIB says', async () => {
    await using pdu = await startFakePdu(model, { outlets });
    const target = at(pdu.port);
    expect(await findOutlet(target, outlet)).toMatchObject({ model: { name: model } });
    await perform(pdu, outlet, 'off');
    expect(await readOutlet(target, await findOutlet(target, outlet))).toMatchObject({ name: 'off', state: 'off' });
    // of an outlet that is off a reboot is switching it on
    await perform(pdu, outlet, 'reboot');
    expect(await readOutlet(target, await findOutlet(target, outlet))).toMatchObject({ name: 'on', state: 'on' });
    await perform(pdu, outlet, 'reboot');
    expect(pdu.sets).toEqual([off, on, reboot].map((value) => ({ oid, value })));
  });

  test('says which outlet it does not have', async () => {
    await using pdu = await startFakePdu(model, { outlets });
    await expect(perform(pdu, '23', 'off')).rejects.toMatchObject({
      code: 'PDU_OUTLET_UNKNOWN',
      detail: { pdu: 'pwr1', outlet: '23' },
    });
    expect(pdu.sets).toEqual([]);
  });
});

test('the model can be named, and then the strip is not asked', async () => {
  await using pdu = await startFakePdu('apc-rpdu', { outlets: ['1'], objectId: '1.3.6.1.4.1.99999.1' });
  await expect(findOutlet(at(pdu.port), '1')).rejects.toMatchObject({
    code: 'PDU_MODEL_UNKNOWN',
    message: expect.stringContaining('1.3.6.1.4.1.99999.1'),
  });
  expect(await findOutlet(at(pdu.port), '1', { model: 'apc-rpdu' })).toMatchObject({ index: '1' });
  await expect(findOutlet(at(pdu.port), '1', { model: 'apc' })).rejects.toMatchObject({
    code: 'HARDWARE_SETTING_INVALID',
    message: expect.stringContaining('apc-rpdu2'),
  });
});

test('an object id belongs to a model whole, not by its digits', () => {
  expect(modelOfObjectId('1.3.6.1.4.1.1718.3')?.name).toBe('sentry3');
  expect(modelOfObjectId('1.3.6.1.4.1.1718.30')).toBeUndefined();
  expect(modelOfObjectId('1.3.6.1.4.1.318.1.3.4.60')).toBeUndefined();
  expect(new Set(pduModels.map(({ name }) => name)).size).toBe(pduModels.length);
});

test.each([6, 7])('an outlet that is locked (state %i) is not switched', async (state) => {
  await using pdu = await startFakePdu('sentry3', { outlets: ['aa1'], state });
  for (const action of ['on', 'off', 'reboot'] as const)
    await expect(perform(pdu, 'aa1', action)).rejects.toMatchObject({ code: 'PDU_OUTLET_REFUSED' });
  expect(pdu.sets).toEqual([]);
});

test('a Sentry strip reboots only what is plainly on or off', async () => {
  await using pdu = await startFakePdu('sentry3', { outlets: ['aa1'] });
  const sent: (number | string)[] = [];
  for (let state = 0; state <= 18; state += 1) {
    pdu.setState('aa1', state);
    const before = pdu.sets.length;
    const code = await perform(pdu, 'aa1', 'reboot').then(
      () => undefined,
      (error: { code: string }) => error.code,
    );
    sent.push(code ?? (pdu.sets[before]?.value as number));
  }
  const no = 'PDU_OUTLET_REFUSED';
  expect(sent).toEqual([no, 3, no, 3, 1, 3, ...Array<string>(13).fill(no)]);
});

test('an answer with another value than was set is an error', async () => {
  await using pdu = await startFakePdu('sentry3', { outlets: ['aa1'], echo: 0 });
  await expect(perform(pdu, 'aa1', 'off')).rejects.toMatchObject({
    code: 'PDU_ECHO_DIFFERS',
    message: 'pwr1 was told to switch outlet aa1 to off (2), and answered 0.',
  });
});

test('who may only read cannot switch', async () => {
  await using pdu = await startFakePdu('apc-rpdu2', { outlets: ['1'] });
  await expect(perform(pdu, '1', 'off', { version: 2, community: 'public' })).rejects.toMatchObject({
    code: 'SNMP_REFUSED',
    message: expect.stringContaining('NoAccess'),
  });
  expect(pdu.sets).toEqual([]);
});

test('version 1 and version 3 do the same', async () => {
  await using pdu = await startFakePdu('sentry3', { outlets: ['aa1'] });
  await perform(pdu, 'aa1', 'off', { version: 1, community: 'private' });
  const admin = { version: 3, user: 'admin', authPassword: 'adminpass', privPassword: 'adminpriv' } as const;
  await perform(pdu, 'aa1', 'on', admin);
  expect(pdu.sets.map(({ value }) => value)).toEqual([2, 1]);
  await expect(perform(pdu, 'aa2', 'on', { version: 1, community: 'private' })).rejects.toMatchObject({
    code: 'PDU_OUTLET_UNKNOWN',
  });
  await expect(perform(pdu, 'aa1', 'off', { ...admin, user: 'nobody' })).rejects.toMatchObject({
    code: 'SNMP_LOGIN_REFUSED',
    message: expect.not.stringContaining('adminpass'),
  });
  expect(pdu.sets).toHaveLength(2);
});

test('a wrong community gets no answer, which is told after the time limit', async () => {
  await using pdu = await startFakePdu('sentry3', { outlets: ['aa1'] });
  const began = performance.now();
  await expect(perform(pdu, 'aa1', 'off', { version: 2, community: 'secret' })).rejects.toMatchObject({
    code: 'SNMP_NO_ANSWER',
    message: expect.stringMatching(/^"?pwr1 \(127\.0\.0\.1:\d+\)"? did not answer within 0\.2 s when asked to read /),
  });
  expect(performance.now() - began).toBeLessThan(2000);
});

test('a reboot is never sent twice, whatever gets lost', async () => {
  const received: number[] = [];
  const silent = createSocket('udp4').on('message', (message) => received.push(message.length));
  silent.bind(0, '127.0.0.1');
  await once(silent, 'listening');
  const target = at(silent.address().port);
  const outlet = { model: pduModels[0] as (typeof pduModels)[0], name: 'aa1', index: '1.1.1' };
  for (const action of ['off', 'reboot'] as const)
    await expect(
      switchOutlet(target, outlet, { action, oid: '1.3.6.1.4.1.1718.3.2.3.1.11.1.1.1', value: 3 }),
    ).rejects.toMatchObject({ code: 'SNMP_NO_ANSWER' });
  expect(received).toHaveLength(3);
  await new Promise<void>((closed) => silent.close(closed));
});

test('waiting for a silent strip can be interrupted', async () => {
  const silent = createSocket('udp4');
  silent.bind(0, '127.0.0.1');
  await once(silent, 'listening');
  const controller = new AbortController();
  silent.once('message', () => controller.abort());
  const target = { ...at(silent.address().port), timeout: 60_000 };
  await expect(findOutlet(target, 'aa1', { signal: controller.signal })).rejects.toMatchObject({ code: 'INTERRUPTED' });
  await new Promise<void>((closed) => silent.close(closed));
});

test('an address that is none is told', async () => {
  await expect(findOutlet({ ...at(161), address: 'no-such-host.invalid' }, 'aa1')).rejects.toMatchObject({
    code: 'SNMP_UNREACHABLE',
  });
});
