import { Buffer } from 'node:buffer';
import { describe, expect, test } from 'vitest';
import {
  clientMac,
  duidOfMac,
  heard6,
  ip6,
  ip6Text,
  type Message6,
  relay6,
  request6,
  type Written6,
} from '../../../../../tests/support/dhcp6-talk.ts';
import { ClustoException } from '../../base/errors.ts';
import { decodeDhcp6, type Dhcp6Option, encodeDhcp6, optionOf } from '../../wire/dhcp/dhcp6-message.ts';
import {
  associatedAddressBytes,
  associationBytes,
  readAssociation,
  readTemporaryAssociation,
  temporaryAssociationBytes,
} from '../../wire/dhcp/identity-association.ts';
import { macBytes, macNumber } from '../../wire/mac-number.ts';
import { answerDhcp6, type Dhcp6Context } from './answer-dhcp6.ts';
import { type DhcpHost, duidOf } from './dhcp-host.ts';
import { readDhcpLayer } from './dhcp-layer.ts';

const mac = clientMac;
const server = Uint8Array.of(0, 3, 0, 1, 2, 2, 2, 2, 2, 2);
const ofMac = duidOfMac(mac);
const strange = Uint8Array.of(0, 2, 0, 0, 0, 9, 1, 2, 3);
interface HostParts {
  readonly addresses?: readonly (string | readonly [ip: string, mac: string])[];
  readonly dhcp6?: Readonly<Record<string, unknown>>;
  readonly container?: Readonly<Record<string, unknown>>;
}

function host({ addresses = ['2001:db8::7/64'], dhcp6 = {}, container = {} }: HostParts = {}): DhcpHost {
  const layers = [{ enabled: true, ...dhcp6 }, container].map((attributes, index) =>
    readDhcpLayer(
      { id: index + 1, name: `layer${index}` },
      Object.entries(attributes).map(([subkey, value]) => ({ key: 'dhcp6', subkey, value, version: 5 })),
    ),
  );
  const addresses6 = addresses.map((given, number) => {
    const [address, card] = typeof given === 'string' ? [given] : given;
    const [bare, prefix] = (address ?? '').split('/');
    return {
      ip: ip6(bare ?? ''),
      prefix: Number(prefix),
      number,
      version: 3,
      mac: card === undefined ? undefined : macNumber(card),
      declined: undefined,
    };
  });
  return {
    id: 1,
    name: 'web1',
    hostname: undefined,
    fqdn: undefined,
    macs: [macNumber(mac)],
    bootstrap: [],
    addresses: [],
    addresses6,
    layers,
  };
}

const toServer: Dhcp6Option = [2, server];
const rapid: Dhcp6Option = [14, new Uint8Array()];
const oro = (...codes: number[]): Dhcp6Option => [6, Uint8Array.from(codes.flatMap((code) => [code >> 8, code & 255]))];

function context(hosts: readonly DhcpHost[], changes: Partial<Dhcp6Context> = {}): Dhcp6Context {
  return {
    hostsOf: (number) => hosts.filter(({ macs }) => macs.includes(number)),
    hostOfDuid: (duid) => hosts.find((one) => duidOf(one) === duid),
    server,
    links: [ip6('2001:db8::1')],
    isUnicast: false,
    isRelay: () => true,
    isInConflict: () => false,
    hasRapidCommit: true,
    ...changes,
  };
}

/** What comes back; a text is the reason of no answer. */
function talk(
  type: Message6,
  written: Written6 = {},
  hosts: readonly DhcpHost[] = [host()],
  changes: Partial<Dhcp6Context> = {},
) {
  const answer = answerDhcp6(decodeDhcp6(encodeDhcp6(request6(type, written), false)), context(hosts, changes));
  if (answer.kind === 'silence') return answer.reason;
  const ended = answer.ended.map((one) => [one.kind, ip6Text(one.ip)]);
  return { ...heard6(encodeDhcp6(answer.packet, true)), ended, refused: answer.refused };
}

const given = (id = 1) => [{ id, t1: 1800, t2: 2880, status: undefined, addresses: [['2001:db8::7', 3600, 3600]] }];
const asking: Written6 = { associations: { 1: [] } };
const holding: Written6 = { associations: { 1: ['2001:db8::7'] } };
const lost: Written6 = { associations: { 1: ['2001:db8::9'] } };
describe('DHCPv6 for bound addresses', () => {
  test('SOLICIT is advertised the bound address, with who answers whom', () => {
    const answer = talk('solicit', { associations: { 7: [] } });
    expect(answer).toMatchObject({ type: 'advertise', transaction: 0x12_3456, associations: given(7) });
    expect(typeof answer === 'object' && [answer.option(1), answer.option(2)]).toEqual([ofMac, server]);
  });

  test('SOLICIT with rapid commit is answered at once, unless that is switched off', () => {
    const quick = talk('solicit', { ...asking, options: [rapid] });
    expect(quick).toMatchObject({ type: 'reply', associations: given() });
    expect(typeof quick === 'object' && quick.codes).toContain(14);
    expect(talk('solicit', { ...asking, options: [rapid] }, [host()], { hasRapidCommit: false })).toMatchObject({
      type: 'advertise',
    });
    expect(talk('solicit', asking)).toMatchObject({ type: 'advertise' });
  });

  test('SOLICIT of who has no address here says so', () => {
    expect(talk('solicit', asking, [host({ addresses: ['2001:db9::7/64'] })])).toMatchObject({
      type: 'advertise',
      status: 2,
      associations: [{ addresses: [], status: 2 }],
    });
  });

  test('REQUEST is answered where it names this server; an address of another network is not on link', () => {
    const options = [toServer];
    expect(talk('request', { ...holding, options })).toMatchObject({ type: 'reply', associations: given() });
    expect(talk('request', { associations: { 1: ['2001:db9::7'] }, options })).toMatchObject({
      associations: [{ addresses: [], status: 4 }],
    });
    expect(talk('request', { ...holding, options: [[2, strange]] })).toBe('other-server');
    expect(talk('request', holding)).toBe('server-id-unfit');
    expect(talk('solicit', { ...asking, options })).toBe('server-id-unfit');
  });

  test('REQUEST of two networks is answered for each association by itself', () => {
    const two = { associations: { 1: ['2001:db8::7'], 2: ['2001:db9::7'] }, options: [toServer] };
    expect(talk('request', two)).toMatchObject({ associations: [...given(), { id: 2, status: 4, addresses: [] }] });
  });

  test('who sends to the address of the server is told to multicast, or nothing', () => {
    const isUnicast = true;
    const told = talk('renew', { ...holding, options: [toServer, oro(23)] }, [host()], { isUnicast });
    expect(told).toMatchObject({ type: 'reply', status: 5, codes: [1, 2, 13] });
    expect(talk('solicit', asking, [host()], { isUnicast })).toBe('unicast');
    expect(talk('inform', { options: [toServer] }, [host()], { isUnicast })).toBe('unicast');
    expect(talk('solicit', { ...asking, relays: [relay6('2001:db8::fe')] }, [host()], { isUnicast })).toMatchObject({
      associations: given(),
    });
  });

  test('RENEW and REBIND prolong what is bound, and end what is not', () => {
    for (const [type, options] of [
      ['renew', [toServer]],
      ['rebind', []],
    ] as const) {
      expect(talk(type, { ...holding, options })).toMatchObject({ type: 'reply', associations: given() });
      expect(talk(type, { ...lost, options })).toMatchObject({
        associations: [
          {
            addresses: [
              ['2001:db8::7', 3600, 3600],
              ['2001:db8::9', 0, 0],
            ],
          },
        ],
      });
      expect(talk(type, { ...lost, options }, [host({ addresses: [] })])).toMatchObject({
        associations: [{ t1: 0, addresses: [['2001:db8::9', 0, 0]] }],
      });
    }
  });

  test('CONFIRM is answered with whether the addresses are of this network, as far as that is known', () => {
    expect(talk('confirm', lost)).toMatchObject({ type: 'reply', status: 0 });
    expect(talk('confirm', { associations: { 1: ['2001:db9::7'] } })).toMatchObject({ status: 4 });
    expect(talk('confirm', asking)).toBe('association-unfit');
    expect(talk('confirm', holding, [host({ addresses: [] })])).toBe('nothing-to-confirm');
  });

  test('RELEASE and DECLINE are noted for the owner; for others there is no binding', () => {
    const options = [toServer];
    expect(talk('release', { ...holding, options })).toMatchObject({
      type: 'reply',
      status: 0,
      ended: [['released', '2001:db8::7']],
    });
    expect(talk('decline', { ...holding, options })).toMatchObject({ ended: [['declined', '2001:db8::7']] });
    expect(talk('decline', { ...lost, options })).toMatchObject({
      status: 0,
      associations: [{ status: 3 }],
      ended: [],
    });
    const isInConflict = ({ ip: address }: { readonly ip: Uint8Array }): boolean => ip6Text(address) === '2001:db8::7';
    expect(talk('solicit', asking, [host()], { isInConflict })).toMatchObject({ status: 2 });
  });

  test('INFORMATION-REQUEST is answered without addresses, and refused with an association', () => {
    const known = [host({ dhcp6: { 'dns-servers': '2001:db8::53', 'information-refresh-time': 3600 } })];
    const answer = talk('inform', { options: [oro(23)] }, known);
    expect(answer).toMatchObject({ type: 'reply', associations: [] });
    expect(typeof answer === 'object' && answer.codes).toEqual([1, 2, 23, 32]);
    expect(talk('inform', asking)).toBe('association-unfit');
    expect(talk('inform', { options: [[2, strange]] })).toBe('other-server');
    expect(talk('inform', { clientId: undefined }, known)).toBe('unknown-client');
  });

  test('options are those that are asked for: DNS, search list, the boot file of the architecture; else those of DNS', () => {
    const dhcp6 = {
      'domain-search': 'web.example',
      'bootfile-url': 'tftp://[2001:db8::5]/any',
      'boot-efi-x64': 'tftp://[2001:db8::5]/x64',
      preference: 9,
    };
    const known = [host({ dhcp6, container: { 'dns-servers': ['2001:db8::53'], 'domain-search': 'far.example' } })];
    const answer = talk('solicit', { ...asking, options: [oro(59, 24, 23), [61, Uint8Array.of(0, 7)]] }, known);
    if (typeof answer === 'string') throw new Error(answer);
    expect(answer.codes).toEqual([1, 2, 3, 59, 24, 23, 7]);
    expect(Buffer.from(answer.option(59) ?? []).toString()).toBe('tftp://[2001:db8::5]/x64');
    expect(Buffer.from(answer.option(24) ?? []).toString()).toContain('web');
    const plain = talk('request', { ...holding, options: [toServer] }, known);
    expect(typeof plain === 'object' && plain.codes).toEqual([1, 2, 3, 23, 24]);
    const bios = talk('solicit', { ...asking, options: [oro(59), [61, Uint8Array.of(0, 11)]] }, known);
    expect(typeof bios === 'object' && Buffer.from(bios.option(59) ?? []).toString()).toBe('tftp://[2001:db8::5]/any');
  });

  test('lifetimes are those of the attributes, and the times of renewal follow', () => {
    const times = (dhcp6: Record<string, number>) => talk('solicit', asking, [host({ dhcp6 })]);
    expect(times({ 'valid-lifetime': 1000, 'preferred-lifetime': 500 })).toMatchObject({
      associations: [{ t1: 250, t2: 400, addresses: [['2001:db8::7', 500, 1000]] }],
    });
    expect(times({ 'valid-lifetime': 100, 'preferred-lifetime': 500 })).toMatchObject({
      associations: [{ addresses: [['2001:db8::7', 100, 100]] }],
    });
    expect(times({ 'valid-lifetime': 0xffff_ffff })).toMatchObject({
      associations: [{ t1: 0xffff_ffff, t2: 0xffff_ffff }],
    });
  });

  test('several associations get different addresses, and keep them in whatever order they come', () => {
    const two = [host({ addresses: ['2001:db8::7/64', '2001:db8::8/64'] })];
    expect(talk('solicit', { associations: { 1: [], 2: [] } }, two)).toMatchObject({
      associations: [{ addresses: [['2001:db8::7', 3600, 3600]] }, { addresses: [['2001:db8::8', 3600, 3600]] }],
    });
    expect(talk('rebind', { associations: { 2: ['2001:db8::8'] } }, two)).toMatchObject({
      associations: [{ id: 2, addresses: [['2001:db8::8', 3600, 3600]] }],
    });
    expect(talk('rebind', { associations: { 1: [], 2: ['2001:db8::7'] } }, two)).toMatchObject({
      associations: [{ addresses: [['2001:db8::8', 3600, 3600]] }, { addresses: [['2001:db8::7', 3600, 3600]] }],
    });
  });
});

describe('associations that a server of bound addresses does not serve', () => {
  const options = [toServer];
  const prefixed = (...prefixes: readonly Dhcp6Option[]): Dhcp6Option => [
    25,
    associationBytes({ id: 2, t1: 0, t2: 0, options: prefixes }),
  ];
  const temporary = (...inside: readonly Dhcp6Option[]): Dhcp6Option => [
    4,
    temporaryAssociationBytes({ id: 3, options: inside }),
  ];
  const prefix: Dhcp6Option = [26, Uint8Array.of(0, 0, 0, 9, 0, 0, 0, 9, 56, ...ip6('2001:db8:9::'))];
  const elsewhere: Dhcp6Option = [
    5,
    associatedAddressBytes({ address: ip6('2001:db8::99'), preferred: 9, valid: 9, options: [] }),
  ];
  /** The status of the associations for prefixes and for temporary addresses. */
  const statuses = (answer: ReturnType<typeof talk>): unknown => {
    if (typeof answer === 'string') return answer;
    const [pd, ta] = [answer.option(25), answer.option(4)];
    return [
      pd && optionOf(readAssociation(pd).options, 13)?.[1],
      ta && optionOf(readTemporaryAssociation(ta).options, 13)?.[1],
    ];
  };

  test('are answered with a status, beside the address that there is', () => {
    const answer = talk('solicit', { ...asking, options: [prefixed(), temporary()] });
    expect(answer).toMatchObject({ type: 'advertise', status: undefined, associations: given() });
    expect(statuses(answer)).toEqual([6, 2]);
    expect(statuses(talk('request', { ...holding, options: [...options, prefixed(prefix), temporary()] }))).toEqual([
      6, 2,
    ]);
    expect(talk('solicit', { options: [prefixed()] })).toMatchObject({ type: 'advertise', status: 2 });
    expect(statuses(talk('request', { options: [...options, prefixed()] }))).toEqual([6, undefined]);
  });

  test('are left to who gave what is in them', () => {
    const held = [prefixed(prefix), temporary(elsewhere)];
    expect(statuses(talk('renew', { options: [...options, ...held] }))).toEqual([3, 3]);
    expect(statuses(talk('renew', { options: [...options, prefixed()] }))).toEqual([6, undefined]);
    expect(statuses(talk('rebind', { ...holding, options: held }))).toEqual([undefined, undefined]);
    expect(talk('rebind', { options: held })).toBe('other-binding');
    expect(statuses(talk('release', { options: [...options, ...held] }))).toEqual([3, 3]);
    expect(talk('inform', { options: [prefixed()] })).toBe('association-unfit');
    expect(talk('confirm', { options: [temporary(elsewhere)] })).toMatchObject({ status: 0 });
    expect(talk('confirm', { options: [prefixed(prefix)] })).toBe('association-unfit');
  });
});

describe('a client is found', () => {
  test('by an identifier that is made of its MAC address, with or without a time', () => {
    const llt = Uint8Array.of(0, 1, 0, 1, 9, 9, 9, 9, ...macBytes(macNumber(mac)));
    expect(talk('solicit', { ...asking, clientId: llt })).toMatchObject({ associations: given() });
    expect(talk('solicit', { ...asking, clientId: strange })).toBe('unknown-client');
    expect(talk('solicit', { ...asking, clientId: undefined })).toBe('client-id-missing');
  });

  test('by the identifier that its attribute says, whatever card it asks from', () => {
    const duid = Buffer.from(strange).toString('hex');
    expect(talk('solicit', { ...asking, clientId: strange }, [host({ dhcp6: { duid } })])).toMatchObject({
      associations: given(),
    });
    expect(talk('solicit', { ...asking, clientId: strange }, [host({ container: { duid } })])).toBe('unknown-client');
  });

  test('by the link-layer address that the first relay saw', () => {
    const seen: Dhcp6Option = [79, Uint8Array.of(0, 1, ...macBytes(macNumber(mac)))];
    const relays = [relay6('::'), relay6('2001:db8::ff', [seen])];
    expect(talk('solicit', { ...asking, clientId: strange, relays })).toMatchObject({ associations: given() });
    const outer = [relay6('::', [seen]), relay6('2001:db8::ff')];
    expect(talk('solicit', { ...asking, clientId: strange, relays: outer })).toBe('unknown-client');
  });

  test('on the network of the relay next to it that names one; the answer goes back through all of them', () => {
    const both = [host({ addresses: ['2001:db8::7/64', ['2001:db9::7/64', mac]] })];
    const interfaceId: Dhcp6Option = [18, Uint8Array.of(4, 2)];
    const relays = [
      relay6('2001:db8::fe'),
      relay6('2001:db9::ff', [interfaceId, [37, Uint8Array.of(1)]]),
      relay6('::'),
    ];
    const answer = talk('solicit', { ...asking, relays }, both);
    expect(answer).toMatchObject({ associations: [{ addresses: [['2001:db9::7', 3600, 3600]] }] });
    expect(typeof answer === 'object' && answer.relays.map(({ link, options }) => [ip6Text(link), options])).toEqual([
      ['2001:db8::fe', []],
      ['2001:db9::ff', [interfaceId]],
      ['::', []],
    ]);
    expect(talk('solicit', { ...asking, relays }, both, { isRelay: () => false })).toBe('relay-refused');
  });

  test('on the network that it came in from, where relays name none', () => {
    const both = [host({ addresses: ['2001:db8::7/64', '2001:db9::7/64'] })];
    const relays = [relay6('::')];
    const here = { links: [ip6('2001:dba::1'), ip6('2001:db9::1')] };
    expect(talk('solicit', { ...asking, relays }, both, here)).toMatchObject({
      associations: [{ addresses: [['2001:db9::7', 3600, 3600]] }],
    });
    expect(talk('solicit', { ...asking, relays }, both, { links: [] })).toBe('relay-refused');
  });

  test('and served where dhcp6.enabled says so in the nearest place, and nobody else has the MAC address', () => {
    expect(talk('solicit', asking, [host({ dhcp6: { enabled: false }, container: { enabled: true } })])).toBe(
      'not-enabled',
    );
    expect(talk('solicit', asking, [host(), host()])).toBe('several-clients');
    expect(talk('advertise', asking)).toBe('message-type');
  });
});

test('after mutated packets a client is served as before', () => {
  let state = 8415;
  const random = (below: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const here = context([host()]);
  const original = encodeDhcp6(
    request6('renew', { ...holding, options: [toServer, oro(23)], relays: [relay6('2001:db8::fe')] }),
    false,
  );
  for (let turn = 0; turn < 2000; turn += 1) {
    const bytes = original.slice(0, random(2) === 0 ? original.length : random(original.length));
    for (let change = random(8); change > 0 && bytes.length > 0; change -= 1) bytes[random(bytes.length)] = random(256);
    try {
      const answer = answerDhcp6(decodeDhcp6(bytes), here);
      if (answer.kind === 'reply')
        expect(decodeDhcp6(encodeDhcp6(answer.packet, true)).message.type).toBeGreaterThan(0);
    } catch (error) {
      expect(error instanceof ClustoException && error.code).toBe('PACKET_MALFORMED');
    }
  }
  expect(talk('solicit', asking)).toMatchObject({ associations: given() });
});
