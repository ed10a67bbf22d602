import { Buffer } from 'node:buffer';
import { expect, test } from 'vitest';
import { ClustoException } from '../../packages/clusto/src/base/errors.ts';
import { ipKey, parseIp } from '../../packages/clusto/src/base/ip.ts';
import { answerDhcp6, type Dhcp6Context } from '../../packages/clusto/src/operations/dhcp/answer-dhcp6.ts';
import type { DhcpHost } from '../../packages/clusto/src/operations/dhcp/dhcp-host.ts';
import { readDhcpLayer } from '../../packages/clusto/src/operations/dhcp/dhcp-layer.ts';
import { explainAnswer6 } from '../../packages/clusto/src/operations/dhcp/explain-answer6.ts';
import { encodeDhcp4 } from '../../packages/clusto/src/wire/dhcp/dhcp4-packet.ts';
import { decodeDhcp6, type Dhcp6Option, encodeDhcp6 } from '../../packages/clusto/src/wire/dhcp/dhcp6-message.ts';
import { associatedAddressBytes, associationBytes } from '../../packages/clusto/src/wire/dhcp/identity-association.ts';
import { isHostAddress, parseIp4 } from '../../packages/clusto/src/wire/ip4.ts';
import { macBytes, macNumber } from '../../packages/clusto/src/wire/mac-number.ts';
import { recordQuestions } from '../support/count-statements.ts';
import { databases } from '../support/databases.ts';
import { clientMac, heard, host, request, serverIp, type Written } from '../support/dhcp4-talk.ts';
import { mutated } from '../support/mutated.ts';
import { declining, discover, requesting, useDhcpd } from '../support/use-dhcpd.ts';

const server = useDhcpd(databases[0]!);
/** A server that answers as much as there is, so that nothing is held back before it is read. */
const tireless = (): Promise<void> =>
  server.configured({ clientRate: 1_000_000 }).then((inventory) => server.dhcpd.reload(server.context(inventory)));

const bytesOf = (written: Written): Uint8Array => encodeDhcp4(request(written)).bytes;
const relayed = (giaddr: string, header: Written['header'] = {}): Written => ({ ...discover, giaddr, header });

/** A request whose options go on in the fields of file and server name, and say there that they go on. */
function overloaded(): Uint8Array {
  const bytes = Buffer.from(bytesOf({ ...discover, raw: { 52: [3] } }));
  for (const [from, to] of [
    [44, 108],
    [108, 236],
  ] as const)
    for (let at = from; at + 3 <= to; at += 3) bytes.set([52, 1, 3], at);
  return bytes;
}

/** What clients, relays and attackers begin from. */
const valid: readonly Uint8Array[] = [
  bytesOf({ ...discover, raw: { 55: Array.from({ length: 250 }, (_, code) => code + 1) } }),
  bytesOf({ ...discover, raw: { 60: [...Buffer.from('PXEClient:Arch:00007:UNDI:003016')], 93: [0, 7], 57: [5, 220] } }),
  bytesOf(requesting('10.0.0.7')),
  bytesOf({ type: 'request', options: { 'dhcp-requested-address': '10.0.0.7' } }),
  bytesOf({ type: 'request', ciaddr: '10.0.0.7' }),
  bytesOf({ type: 'inform', ciaddr: '10.0.0.7' }),
  bytesOf({ type: 'release', ciaddr: '10.0.0.7' }),
  bytesOf(declining('10.0.0.9')),
  bytesOf({ ...relayed('10.0.0.254', { hops: 255 }), raw: { 82: [1, 4, 1, 2, 3, 4, 5, 4, 10, 0, 0, 1] } }),
  overloaded(),
];
/** Where an answer to a client, or to a relay, would come back to this server, or to nobody. */
const spoofed = ['127.0.0.1', '255.255.255.255', serverIp, '0.0.0.1', '224.0.0.1', '10.0.0.253'].flatMap((address) => [
  relayed(address),
  { type: 'request', ciaddr: address, mac: clientMac },
  { type: 'inform', ciaddr: address },
]);

const total = async (): Promise<number> =>
  Object.values(await server.outcomes()).reduce((sum, count) => sum + count, 0);

test('whatever packets come, each is answered or counted, and others are served', async () => {
  await tireless();
  const packets = mutated(valid, 1500);
  expect(await recordQuestions(() => server.talk(...packets))).toEqual([]);
  const outcomes = await server.outcomes();
  expect(outcomes).not.toHaveProperty('failed');
  expect(await total()).toBe(packets.length + 1);
  // some are too broken, and some are not
  expect(outcomes['malformed']).toBeGreaterThan(100);
  expect(outcomes['offer']).toBeGreaterThan(50);
  expect(server.failed).toBeUndefined();
});

test('answers go to nobody who cannot have asked', async () => {
  await tireless();
  await server.talk(...spoofed, ...mutated(spoofed.map(bytesOf), 500, 7));
  const places = new Set(server.sent.map((to) => to.split(':')[0] as string));
  places.delete('255.255.255.255');
  for (const place of places)
    expect([place, isHostAddress(parseIp4(place)) && place !== serverIp]).toEqual([place, true]);
  expect(await server.outcomes()).toMatchObject({
    'own-packet': expect.any(Number),
    'relay-refused': expect.any(Number),
  });
});

test('our own answers are not answered when they come back, as they are or relayed', async () => {
  await tireless();
  const answers = [discover, requesting('10.0.0.7'), requesting('10.0.0.9')].map((one) => heard(one).bytes);
  const back = answers.map((bytes) => Buffer.from(bytes).fill(10, 24, 25).fill(254, 27, 28));
  expect(await server.talk(...answers, ...back)).toEqual([]);
  expect(await server.outcomes()).toEqual({ 'not-a-request': 6, offer: 1 });
});

test('packets of all sizes are read within their bytes', async () => {
  await tireless();
  const [first] = valid as [Uint8Array];
  const sizes = [0, 1, 27, 28, 33, 34, 239, 240, 241, 576, 1500, 9000, 65_000];
  const packets = sizes.flatMap((size) =>
    [0, 255, 82].map((fill) => {
      const bytes = Buffer.alloc(size, fill);
      bytes.set(first.subarray(0, Math.min(size, 240)));
      return bytes;
    }),
  );
  await server.talk(...packets);
  expect(await server.outcomes()).not.toHaveProperty('failed');
  expect(await total()).toBe(packets.length + 1);
});

// ---- DHCPv6

const address = (text: string): Uint8Array => Uint8Array.from(ipKey(parseIp(text)));
const serverId = Uint8Array.from([0, 3, 0, 1, 2, 0, 0, 0, 0, 1]);
const host6: DhcpHost = {
  ...host(),
  addresses6: [{ ip: address('2001:db8::7'), prefix: 64, number: 1, version: 3, mac: undefined, declined: undefined }],
  layers: [
    readDhcpLayer({ id: 1, name: 'web1' }, [
      { key: 'dhcp6', subkey: 'enabled', value: true, version: 5 },
      { key: 'dhcp6', subkey: 'dns-servers', value: '2001:db8::53', version: 5 },
    ]),
  ],
};
const context6: Dhcp6Context = {
  hostsOf: (mac) => (mac === macNumber(clientMac) ? [host6] : []),
  hostOfDuid: () => undefined,
  server: serverId,
  links: [address('2001:db8::1')],
  isUnicast: false,
  isRelay: () => true,
  isInConflict: () => false,
  hasRapidCommit: true,
};

/** The bytes of an answer; undefined where there is none. @throws only PACKET_MALFORMED */
function answered6(bytes: Uint8Array): Uint8Array | undefined {
  const answer = answerDhcp6(decodeDhcp6(bytes), context6);
  explainAnswer6(answer);
  return answer.kind === 'silence' ? undefined : encodeDhcp6(answer.packet, true);
}

const isAnswered6 = (bytes: Uint8Array): boolean => {
  try {
    return answered6(bytes) !== undefined;
  } catch (error) {
    if (error instanceof ClustoException && error.code === 'PACKET_MALFORMED') return false;
    throw error;
  }
};

const clientId: Dhcp6Option = [1, Uint8Array.from([0, 3, 0, 1, ...macBytes(macNumber(clientMac))])];
const held = associatedAddressBytes({ address: address('2001:db8::7'), preferred: 1, valid: 1, options: [] });
const association: Dhcp6Option = [3, associationBytes({ id: 1, t1: 0, t2: 0, options: [[5, held]] })];
const message = (type: number, ...options: Dhcp6Option[]): Uint8Array =>
  encodeDhcp6({ message: { type, transaction: 1, options: [clientId, ...options] }, relays: [] }, false);
const valid6: readonly Uint8Array[] = [
  message(1, association, [6, Uint8Array.of(0, 23, 0, 24, 0, 59)], [14, new Uint8Array()]),
  ...[3, 5, 8, 9].map((type) => message(type, [2, serverId], association)),
  ...[4, 6].map((type) => message(type, association)),
  message(11),
  relays(3),
];

/** A SOLICIT that has passed so many relays. */
function relays(count: number): Uint8Array {
  const relay = {
    hops: 255,
    link: address('2001:db8::1'),
    peer: address('fe80::1'),
    options: [[18, Uint8Array.of(1)]],
  };
  const packet = { message: { type: 1, transaction: 1, options: [clientId, association] } };
  return encodeDhcp6({ ...packet, relays: Array.from({ length: count }, () => relay) } as never, false);
}

test('whatever messages of DHCPv6 come, each is answered or refused', () => {
  expect(valid6.map(isAnswered6)).toEqual(valid6.map(() => true));
  const results = mutated(valid6, 3000).map(isAnswered6);
  expect(results.filter(Boolean).length).toBeGreaterThan(100);
  expect(results.filter((one) => !one).length).toBeGreaterThan(100);
});

test('relays within relays end', () => {
  expect([relays(8), relays(9), relays(500)].map(isAnswered6)).toEqual([true, false, false]);
});

test('a message that names thousands of associations, addresses or options has no answer of thousands', () => {
  const empty = (id: number): Dhcp6Option => [3, associationBytes({ id, t1: 0, t2: 0, options: [] })];
  const many = Array.from({ length: 2000 }, (_, id) => empty(id));
  const full = associationBytes({ id: 1, t1: 0, t2: 0, options: many.map(() => [5, held] as const) });
  const reasons = [message(1, ...many), message(5, [2, serverId], [3, full])].map(
    (bytes) => answerDhcp6(decodeDhcp6(bytes), context6) as unknown,
  );
  expect(reasons).toEqual([
    { kind: 'silence', reason: 'associations-many' },
    { kind: 'silence', reason: 'associations-many' },
  ]);
  const asked: Dhcp6Option = [6, new Uint8Array(60_000).fill(23)];
  expect(answered6(message(1, empty(1), asked))?.length).toBeLessThan(500);
});
