import { Buffer } from 'node:buffer';
import { createSocket } from 'node:dgram';
import fc from 'fast-check';
import * as snmp from 'net-snmp';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { macTrap, macVarbind, sendInform, sendTrap, trapBytes } from '../../../../../tests/support/send-trap.ts';
import type { ReceivedTrap, TrapDrop } from './received-trap.ts';
import type { SnmpLogin, SnmpUser } from './snmp-target.ts';
import { TrapListener } from './trap-listener.ts';

const admin: SnmpUser = { version: 3, user: 'admin', authPassword: 'adminpass', privPassword: 'adminpriv' };
const strong: SnmpUser = { ...admin, user: 'strong', authProtocol: 'sha256', privProtocol: 'aes256b' };
const signer: SnmpUser = { version: 3, user: 'signer', authPassword: 'signerpass', authProtocol: 'md5' };
const senders = { communities: ['secret'], users: [admin, strong, signer] };
const known: readonly SnmpLogin[] = [
  { version: 1, community: 'secret' },
  { version: 2, community: 'secret' },
  admin,
  strong,
  signer,
];
/** Long enough for an answer that does not come, in milliseconds. */
const soon = 200;
const entry = { operation: 'learned', vlan: 442, mac: '00:1b:21:00:00:01', port: 7 } as const;

/** What a listener was told, and the next of it. */
async function listening({ takes = true, welcome = true, address = '127.0.0.1' } = {}) {
  const told: (ReceivedTrap | TrapDrop)[] = [];
  let wake = (): void => {};
  const tell = (what: ReceivedTrap | TrapDrop): void => {
    told.push(what);
    wake();
  };
  const listener = await TrapListener.open([{ address, port: 0 }], senders, {
    isWelcome: () => welcome,
    onTrap: (trap) => {
      tell(trap);
      return takes;
    },
    onDrop: tell,
    onError: (error) => expect.fail(error.message),
  });
  const port = listener.ports[0] as number;
  const next = async (): Promise<ReceivedTrap | TrapDrop> => {
    while (told.length === 0)
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    return told.shift() as ReceivedTrap | TrapDrop;
  };
  return { listener, port, told, next };
}
type Listening = Awaited<ReturnType<typeof listening>>;

async function sendBytes(port: number, ...datagrams: Uint8Array[]): Promise<void> {
  const socket = createSocket('udp4');
  for (const bytes of datagrams)
    await new Promise<void>((resolve) => socket.send(bytes, port, '127.0.0.1', () => resolve()));
  socket.close();
}

describe('a listener for traps', () => {
  let current: Listening | undefined;
  const start = async (options?: Parameters<typeof listening>[0]): Promise<Listening> =>
    (current = await listening(options));
  afterEach(() => current?.listener[Symbol.asyncDispose]());

  test.each(known)('takes those of %o', async (login) => {
    const { port, next } = await start();
    await sendTrap(port, login, [macVarbind(entry)]);
    expect(await next()).toMatchObject({
      source: '127.0.0.1',
      version: login.version,
      isInform: false,
      trap: login.version === 1 ? `${macTrap.slice(0, -2)}.0.1` : macTrap,
      varbinds: expect.arrayContaining([{ oid: macVarbind().oid, value: macVarbind(entry).value }]),
    });
  });

  test('calls the traps that every agent has alike in all versions', async () => {
    const { port, next } = await start();
    for (const login of known.slice(0, 3)) {
      await sendTrap(port, login, [], snmp.TrapType.LinkDown);
      expect(await next()).toMatchObject({ trap: '1.3.6.1.6.3.1.1.5.3' });
    }
  });

  test.each(known.slice(1))('acknowledges an inform of %o when it was taken', async (login) => {
    const { port, next } = await start();
    expect(await sendInform(port, login, [macVarbind(entry)])).toBe(true);
    expect(await next()).toMatchObject({ isInform: true, version: login.version, trap: macTrap });
  });

  test('does not acknowledge what was not taken', async () => {
    const { port, told } = await start({ takes: false });
    expect(await sendInform(port, known[1] as SnmpLogin, [], soon)).toBe(false);
    expect(await sendInform(port, admin, [], soon)).toBe(false);
    expect(told).toHaveLength(2);
  });

  test.each<[string, SnmpLogin]>([
    ['an unknown community', { version: 2, community: 'public' }],
    ['no community', { version: 1, community: '' }],
    ['an unknown user', { ...admin, user: 'nobody' }],
    ['a user without a name', { version: 3, user: '' }],
    ['a wrong password', { ...signer, authPassword: 'otherpass' }],
    ['less protection than the user has', { ...admin, privPassword: undefined }],
    ['no protection', { version: 3, user: 'admin' }],
  ])('refuses %s', async (_, login) => {
    const { port, next } = await start();
    await sendTrap(port, login, []);
    expect(await next()).toBe('refused');
    if (login.version !== 1) expect(await sendInform(port, login, [], soon)).toBe(false);
  });

  test('does not read what strangers send, and gives them no answer', async () => {
    const { port, told } = await start({ welcome: false });
    expect(await sendInform(port, admin, [], soon)).toBe(false);
    expect(told).toEqual([]);
  });

  test('forgets senders that are no more admitted', async () => {
    const { listener, port, next } = await start();
    listener.admit({ communities: ['other'], users: [] });
    for (const login of known) {
      await sendTrap(port, login, []);
      expect(await next()).toBe('refused');
    }
    await sendTrap(port, { version: 2, community: 'other' }, []);
    expect(await next()).toMatchObject({ version: 2 });
  });

  test('takes a trap that was recorded for as long as it could have been on its way', async () => {
    const { port, next } = await start();
    const recorded = await trapBytes(admin, [macVarbind(entry)]);
    vi.useFakeTimers({ toFake: ['performance'] });
    try {
      await sendBytes(port, recorded, recorded);
      expect([await next(), await next()]).toMatchObject([{ trap: macTrap }, { trap: macTrap }]);
      vi.advanceTimersByTime(151_000);
      await sendBytes(port, recorded);
      expect(await next()).toBe('replayed');
      await sendTrap(port, admin, []);
      expect(await next()).toMatchObject({ trap: macTrap });
    } finally {
      vi.useRealTimers();
    }
  });

  test('takes no trap of version 3 in which anything was changed', async () => {
    const { port, next } = await start();
    const bytes = await trapBytes(admin, [macVarbind(entry)]);
    const changed = [...bytes].map((byte, at) => Buffer.from(bytes).fill(byte ^ 0x55, at, at + 1));
    await sendBytes(port, ...changed);
    await sendTrap(port, admin, [], snmp.TrapType.LinkDown);
    let said = await next();
    while (typeof said === 'string') said = await next();
    expect(said).toMatchObject({ trap: '1.3.6.1.6.3.1.1.5.3' });
  });

  test('reads questions as what they are', async () => {
    const { port, next } = await start();
    const session = snmp.createSession('127.0.0.1', 'secret', { port, retries: 0, timeout: 1 });
    session.get(['1.3.6.1.2.1.1.2.0'], () => {});
    expect(await next()).toBe('unexpected');
    session.close();
  });

  test('goes on, whatever bytes come', async () => {
    const { port, next, told } = await start();
    const heads = ['30', '30820100', '302902010104067365637265', '303e020103301102'].map((hex) =>
      Buffer.from(hex, 'hex'),
    );
    const bytes = fc
      .tuple(fc.constantFrom(Buffer.alloc(0), ...heads), fc.uint8Array({ maxLength: 300 }))
      .map(([head, rest]) => Buffer.concat([head, rest]));
    const datagrams = fc.sample(bytes, { seed: 20_261_128, numRuns: 400 });
    for (const one of datagrams) {
      await sendBytes(port, one);
      expect(['malformed', 'refused', 'unexpected']).toContain(await next());
    }
    expect(told).toEqual([]);
    await sendTrap(port, admin, []);
    expect(await next()).toMatchObject({ version: 3 });
  });

  test('does not remember every sender that is made up', async () => {
    const { port, next } = await start();
    const { Authentication } = snmp as unknown as { Authentication: { authToKeyCache: object } };
    Authentication.authToKeyCache = {};
    for (let count = 0; count < 201; count += 1) {
      // each session has an engine id of its own
      await sendTrap(port, { ...signer, authPassword: 'otherpass' }, []);
      expect(await next()).toBe('refused');
    }
    expect(Object.keys(Authentication.authToKeyCache).length).toBeLessThan(5);
    await sendTrap(port, signer, []);
    expect(await next()).toMatchObject({ version: 3 });
  });

  test('says where it cannot listen', async () => {
    const { port } = await start();
    const other = TrapListener.open([{ address: '127.0.0.1', port }], senders, {} as never);
    await expect(other).rejects.toMatchObject({
      code: 'SERVICE_SOCKET_FAILED',
      message: expect.stringContaining(`${port}`),
    });
  });
});
