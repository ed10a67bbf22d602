import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import {
  type FakeRedfish,
  type FakeRedfishOptions,
  redfishUser,
  startFakeRedfish,
} from '../../../../../tests/support/fake-redfish.ts';
import type { PowerAction } from '../power-state.ts';
import { readSystem } from './read-system.ts';
import { chooseReset, sendReset } from './send-reset.ts';
import { readFingerprint, type RedfishTarget } from './redfish-target.ts';

const pinned = ({ url, fingerprint }: FakeRedfish): RedfishTarget => ({ url, fingerprint, ...redfishUser });
const reset = '/redfish/v1/Systems/1/Actions/ComputerSystem.Reset';

async function perform(target: RedfishTarget, action: PowerAction): Promise<void> {
  await sendReset(target, chooseReset(target, await readSystem(target), action));
}

const posted = ({ requests }: FakeRedfish): string[] => requests.filter((one) => one.startsWith(`POST ${reset}`));

describe('a Redfish service', () => {
  test('tells the state, with a session that is closed again', async () => {
    await using service = await startFakeRedfish({ state: 'Off' });
    expect(await readSystem(pinned(service))).toMatchObject({ state: 'off', detail: 'Off' });
    expect(
      service.requests.map((one) =>
        one
          .split(' ')
          .slice(0, 2)
          .join(' ')
          .replace(/Sessions\/.*/, 'Sessions/ID'),
      ),
    ).toEqual([
      'POST /redfish/v1/SessionService/Sessions',
      'GET /redfish/v1',
      'GET /redfish/v1/Systems',
      'GET /redfish/v1/Systems/1',
      'DELETE /redfish/v1/SessionService/Sessions/ID',
    ]);
    expect(service.sessions()).toBe(0);
  });

  test.each([
    ['on', ['On', 'ForceOff'], 'On'],
    ['on', ['ForceOn', 'ForceOff'], 'ForceOn'],
    ['off', ['On', 'ForceOff'], 'ForceOff'],
    ['soft', ['GracefulShutdown'], 'GracefulShutdown'],
    ['reboot', ['ForceRestart', 'PowerCycle'], 'PowerCycle'],
    ['reboot', ['GracefulRestart', 'ForceRestart'], 'ForceRestart'],
    ['reboot', [], 'PowerCycle'],
  ] as const)('%s, where %j is offered, is %s', async (action, resets, type) => {
    for (const hasActionInfo of [false, true]) {
      await using service = await startFakeRedfish({ resets, hasActionInfo });
      await perform(pinned(service), action);
      expect(posted(service)).toEqual([`POST ${reset} {"ResetType":"${type}"}`]);
    }
  });

  test('says what it offers instead', async () => {
    await using service = await startFakeRedfish({ resets: ['On', 'Nmi'] });
    await expect(perform(pinned(service), 'off')).rejects.toMatchObject({
      code: 'REDFISH_FAILED',
      message: expect.stringContaining('refused to ForceOff: it offers On, Nmi'),
    });
    expect(posted(service)).toEqual([]);
  });

  test('takes basic authentication', async () => {
    await using service = await startFakeRedfish();
    await perform({ ...pinned(service), auth: 'basic' }, 'off');
    expect(posted(service)).toHaveLength(1);
    expect(service.requests.some((one) => one.includes('SessionService'))).toBe(false);
    await expect(perform({ ...pinned(service), auth: 'basic', password: 'wrong' }, 'off')).rejects.toMatchObject({
      code: 'REDFISH_LOGIN_REFUSED',
    });
  });

  test('of several systems wants one named', async () => {
    await using service = await startFakeRedfish({ systems: ['1', '2'] });
    await expect(perform(pinned(service), 'off')).rejects.toMatchObject({
      code: 'REDFISH_FAILED',
      message: expect.stringContaining('1, 2'),
    });
    await perform({ ...pinned(service), system: '2' }, 'off');
    expect(service.requests.filter((one) => one.includes('ComputerSystem.Reset'))).toEqual([
      `POST ${reset.replace('/1/', '/2/')} {"ResetType":"ForceOff"}`,
    ]);
  });

  test.each<[string, NonNullable<FakeRedfishOptions['refusal']>, string | undefined]>([
    ['that it is so already', { status: 409, id: 'NoOperation', message: 'It is on.' }, undefined],
    ['why it refuses', { status: 400, id: 'ActionNotSupported', message: 'The lid is open.' }, 'The lid is open.'],
    ['that the role does not suffice', { status: 403, id: 'InsufficientPrivilege', message: 'Not you.' }, 'Not you.'],
  ])('says %s', async (_, refusal, reason) => {
    await using service = await startFakeRedfish({ refusal });
    const attempt = perform(pinned(service), 'on');
    if (reason === undefined) await attempt;
    else
      await expect(attempt).rejects.toMatchObject({
        code: 'REDFISH_FAILED',
        message: `The Redfish service ${service.url} refused to On: ${reason}`,
      });
    expect(service.sessions()).toBe(0);
  });

  test('that sends elsewhere does not get the login there', async () => {
    await using other = await startFakeRedfish();
    await using service = await startFakeRedfish({ systemsPath: `${other.url}/redfish/v1/Systems` });
    await expect(perform(pinned(service), 'off')).rejects.toMatchObject({ code: 'REDFISH_FAILED' });
    expect(other.requests).toEqual([]);
  });
});

describe('its certificate', () => {
  test('is compared before anything is sent', async () => {
    await using service = await startFakeRedfish();
    const wrong = service.fingerprint.replace(/^../, (byte) => (byte === '00' ? '01' : '00'));
    await expect(readSystem({ ...pinned(service), fingerprint: wrong })).rejects.toMatchObject({
      code: 'REDFISH_CERTIFICATE',
      message: expect.stringContaining(service.fingerprint),
    });
    expect(service.requests).toEqual([]);
    await readSystem({ ...pinned(service), fingerprint: service.fingerprint.replaceAll(':', '').toLowerCase() });
  });

  test('is refused without a fingerprint, unless an authority vouches for it', async () => {
    await using service = await startFakeRedfish();
    const { url } = service;
    await expect(readSystem({ url, ...redfishUser })).rejects.toMatchObject({
      code: 'REDFISH_CERTIFICATE',
      message: expect.stringContaining('no fingerprint is set'),
    });
    expect(service.requests).toEqual([]);
    expect(await readSystem({ url, ca: service.certificate, ...redfishUser })).toMatchObject({ state: 'on' });
  });

  test('has a fingerprint of 64 hexadecimal digits', () => {
    const digits = 'ab'.repeat(32);
    for (const text of [digits, digits.toUpperCase(), `SHA256:${digits}`, digits.replace(/..(?!$)/g, '$&:')])
      expect(readFingerprint(text)).toBe(digits);
    for (const text of ['', 'ab', `${digits}0`, digits.replace('a', 'g')])
      expect(readFingerprint(text)).toBeUndefined();
  });
});

test('wrong credentials are one sentence, without the password', async () => {
  await using service = await startFakeRedfish();
  const failed = await readSystem({ ...pinned(service), password: 'not calvin' }).catch((error: unknown) => error);
  expect(failed).toMatchObject({ code: 'REDFISH_LOGIN_REFUSED' });
  expect(String(failed)).toContain('The user or the password is wrong');
  expect(JSON.stringify(failed) + String((failed as Error).stack)).not.toContain('not calvin');
});

test('a port where nobody listens, and one where nobody answers', async () => {
  const opened: Socket[] = [];
  const silent = createServer((socket) => opened.push(socket)).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const url = `https://127.0.0.1:${(silent.address() as AddressInfo).port}`;
  const began = performance.now();
  await expect(readSystem({ url, ...redfishUser }, { timeout: 100 })).rejects.toMatchObject({
    code: 'REDFISH_NO_ANSWER',
    detail: { url, seconds: 0.1 },
  });
  const controller = new AbortController();
  silent.once('connection', () => controller.abort());
  await expect(readSystem({ url, ...redfishUser }, { signal: controller.signal })).rejects.toMatchObject({
    code: 'INTERRUPTED',
  });
  expect(performance.now() - began).toBeLessThan(5000);
  for (const socket of opened) socket.destroy();
  await new Promise((closed) => silent.close(closed));
  await expect(readSystem({ url, ...redfishUser })).rejects.toMatchObject({ code: 'REDFISH_UNREACHABLE' });
});
