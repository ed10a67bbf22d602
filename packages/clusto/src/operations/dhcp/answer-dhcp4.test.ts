import { Buffer } from 'node:buffer';
import { describe, expect, test } from 'vitest';
import {
  ascii,
  clientMac,
  context,
  heard,
  host,
  request,
  serverIp,
  talk,
  type Written,
} from '../../../../../tests/support/dhcp4-talk.ts';
import { ClustoException } from '../../base/errors.ts';
import { decodeDhcp4, encodeDhcp4 } from '../../wire/dhcp/dhcp4-packet.ts';
import { answerDhcp4 } from './answer-dhcp4.ts';

const discover: Written = { type: 'discover' };
const selecting: Written = {
  type: 'request',
  options: { 'dhcp-server-identifier': serverIp, 'dhcp-requested-address': '10.0.0.7' },
};
const initReboot = (ip: string): Written => ({ type: 'request', options: { 'dhcp-requested-address': ip } });
const renewing = (ip: string, more: Written = {}): Written => ({ type: 'request', ciaddr: ip, ...more });
const unknown = '00:00:00:00:00:99';
const relayed = { giaddr: '10.0.0.254' };
const asking = (...codes: number[]): Written => ({ type: 'discover', options: { 'option-55-u8s': codes } });
const pxe = (arch: number, more: Written = {}): Written => ({
  type: 'discover',
  ...more,
  options: {
    'option-60-text': `PXEClient:Arch:${String(arch).padStart(5, '0')}:UNDI:003000`,
    'option-93-u16s': [arch],
    'option-55-u8s': [1, 3, 43, 60, 66, 67],
    ...more.options,
  },
});

/** The checklist of a server that hands out what is bound, row by row: number, whether it must, should or may, and what. */
const checklist: readonly [row: number, kind: 'M' | 'S' | 'P', claim: string, check: () => void][] = [
  [
    1,
    'M',
    'a known MAC is offered its address with 53, 54 and 51, never 50, 55, 57',
    () => {
      const { type, yiaddr, options } = heard({
        ...discover,
        options: { 'option-57-u16': 600, 'option-55-u8s': [50, 55, 57, 1] },
      });
      expect({ type, yiaddr }).toEqual({ type: 'offer', yiaddr: '10.0.0.7' });
      expect(options).toMatchObject({ 'dhcp-server-identifier': serverIp, 'dhcp-lease-time': 3600 });
      for (const name of ['dhcp-requested-address', 'dhcp-parameter-request-list', 'dhcp-max-message-size'])
        expect(options).not.toHaveProperty(name);
    },
  ],
  [
    2,
    'M',
    'the header goes back: xid, flags, giaddr, chaddr; secs and hops are 0, ciaddr in an offer too',
    () => {
      const { packet } = heard({
        ...discover,
        ...relayed,
        header: { flags: 0x8000, hops: 3, secs: 9, ciaddr: 0x0a00_0007 },
      });
      expect(packet).toMatchObject({
        op: 2,
        htype: 1,
        hlen: 6,
        xid: 0x1234_5678,
        flags: 0x8000,
        giaddr: 0x0a00_00fe,
        secs: 0,
        hops: 0,
        ciaddr: 0,
      });
      expect([...packet.chaddr]).toEqual([...request({}).chaddr]);
    },
  ],
  [
    3,
    'P',
    'an unknown MAC hears nothing',
    () => {
      for (const sent of [discover, selecting, initReboot('10.0.0.7'), { type: 'inform', ciaddr: '10.0.0.7' }])
        expect(talk({ ...sent, mac: unknown })).toBe('unknown-client');
    },
  ],
  [
    4,
    'M',
    'INIT-REBOOT of a client without a record is not answered',
    () => {
      expect(talk({ ...initReboot('10.0.0.9'), mac: unknown })).toBe('unknown-client');
      expect(talk(initReboot('10.0.0.9'), [host({ addresses: [] })])).toBe('no-address');
    },
  ],
  [
    5,
    'M',
    'SELECTING is acknowledged with what was offered',
    () => {
      const [offer, ack] = [heard(discover), heard(selecting)];
      expect(ack.type).toBe('ack');
      expect({ ...ack.options, 'dhcp-message-type': 2 }).toEqual(offer.options);
      expect(ack.yiaddr).toBe(offer.yiaddr);
    },
  ],
  [
    6,
    'M',
    'who chooses another server hears nothing',
    () => {
      expect(talk({ ...selecting, options: { ...selecting.options, 'dhcp-server-identifier': '10.0.0.2' } })).toBe(
        'other-server',
      );
    },
  ],
  [
    7,
    'M',
    'who chooses this server and another address is refused',
    () => {
      expect(
        heard({ ...selecting, options: { ...selecting.options, 'dhcp-requested-address': '10.0.0.8' } }).type,
      ).toBe('nak');
    },
  ],
  [
    8,
    'M',
    'INIT-REBOOT with the right address is acknowledged, by a server that remembers nothing',
    () => {
      expect(heard(initReboot('10.0.0.7'))).toMatchObject({ type: 'ack', yiaddr: '10.0.0.7' });
    },
  ],
  [
    9,
    'S',
    'INIT-REBOOT with a wrong address is refused, on the network or off',
    () => {
      for (const ip of ['10.0.0.8', '192.168.9.9']) expect(heard(initReboot(ip)).type).toBe('nak');
    },
  ],
  [
    10,
    'M',
    'RENEWING is acknowledged by unicast, with a new lease',
    () => {
      const { type, to, options } = heard(renewing('10.0.0.7'));
      expect({ type, to, lease: options['dhcp-lease-time'] }).toEqual({ type: 'ack', to: '10.0.0.7:68', lease: 3600 });
    },
  ],
  [
    11,
    'M',
    'REBINDING is acknowledged',
    () => {
      expect(heard(renewing('10.0.0.7', { header: { flags: 0x8000, ciaddr: 0x0a00_0007 } }))).toMatchObject({
        type: 'ack',
        yiaddr: '10.0.0.7',
      });
    },
  ],
  [
    12,
    'M',
    'RENEWING an address that is no longer the client’s is refused, so that it moves',
    () => {
      expect(heard(renewing('10.0.0.8')).type).toBe('nak');
      expect(heard(renewing('10.0.0.7'), [host({ addresses: [] })]).type).toBe('nak');
    },
  ],
  [
    13,
    'M',
    'a refusal has no address, and the options 53, 54, 56, 61 and 82 only',
    () => {
      const { packet, order, options } = heard({
        ...initReboot('10.0.0.8'),
        ...relayed,
        raw: { 61: [1, 2, 3], 82: [1, 1, 7], 97: [0, 1] },
      });
      expect(packet).toMatchObject({ yiaddr: 0, ciaddr: 0, siaddr: 0 });
      expect(order).toEqual([53, 54, 56, 61, 82]);
      expect(options['dhcp-message']).toContain('address');
    },
  ],
  [
    14,
    'M',
    'a refusal is broadcast; by a relay it is sent with the broadcast bit',
    () => {
      expect(heard(renewing('10.0.0.8')).to).toBe('255.255.255.255:68');
      const { to, packet } = heard({ ...initReboot('10.0.0.8'), ...relayed });
      expect({ to, flags: packet.flags }).toEqual({ to: '10.0.0.254:67', flags: 0x8000 });
    },
  ],
  [
    15,
    'M',
    'DECLINE of the owner is noted and not answered; meanwhile the address is withheld',
    () => {
      const decline = { type: 'decline', options: selecting.options ?? {} };
      const answer = answerDhcp4(request(decline), context([host()]));
      expect(answer).toMatchObject({ kind: 'silence', reason: 'declined', host: { name: 'web1' }, ip: 0x0a00_0007 });
      expect(talk({ ...decline, mac: unknown })).toBe('unknown-client');
      expect(talk({ ...decline, options: { 'dhcp-requested-address': '10.0.0.8' } })).toBe('not-the-owner');
      const isInConflict = ({ ip }: { readonly ip: number }): boolean => ip === 0x0a00_0007;
      expect(talk(discover, [host()], { isInConflict })).toBe('address-in-conflict');
      expect(heard(selecting, [host()], { isInConflict }).type).toBe('nak');
    },
  ],
  [
    16,
    'M',
    'RELEASE is not answered and changes nothing; one of somebody else is ignored',
    () => {
      const release = { type: 'release', ciaddr: '10.0.0.7' };
      expect(talk(release)).toBe('released');
      expect(talk({ ...release, ciaddr: '10.0.0.8' })).toBe('not-the-owner');
      expect(talk({ ...release, options: { 'dhcp-server-identifier': '10.0.0.2' } })).toBe('other-server');
      expect(heard(discover).yiaddr).toBe('10.0.0.7');
    },
  ],
  [
    17,
    'M',
    'INFORM is answered by unicast to ciaddr, without address and lease, whether bound or not',
    () => {
      for (const ciaddr of ['10.0.0.7', '10.0.0.99']) {
        const { type, to, yiaddr, order, options } = heard({ type: 'inform', ciaddr });
        expect({ type, to, yiaddr }).toEqual({ type: 'ack', to: `${ciaddr}:68`, yiaddr: '0.0.0.0' });
        for (const code of [51, 58, 59]) expect(order).not.toContain(code);
        expect(options).toMatchObject({ 'host-name': 'web1', 'subnet-mask': '255.255.255.0' });
      }
    },
  ],
  [
    18,
    'M',
    'a retransmission is answered again, identically, also with the xid 0',
    () => {
      for (const xid of [0, 7]) {
        const sent = { ...discover, header: { xid } };
        expect(heard(sent).bytes).toEqual(heard(sent).bytes);
        expect(heard(sent).packet.xid).toBe(xid);
      }
    },
  ],
  [
    19,
    'P',
    'LEASEQUERY is not answered',
    () => {
      expect(talk({ raw: { 53: [10] }, ciaddr: '10.0.0.7', ...relayed })).toBe('unsupported');
    },
  ],
  [
    20,
    'P',
    'rapid commit is an offer unless it is switched on; then an acknowledgement that says so',
    () => {
      const rapid: Written = { ...discover, raw: { 80: [] } };
      expect(heard(rapid)).toMatchObject({ type: 'offer' });
      expect(heard(rapid).order).not.toContain(80);
      const committed = heard(rapid, [host()], { hasRapidCommit: true });
      expect(committed.type).toBe('ack');
      expect(committed.order).toContain(80);
      expect(heard(discover, [host()], { hasRapidCommit: true }).type).toBe('offer');
    },
  ],
  [
    21,
    'P',
    'auto-configure, subnet selection and IPv6-only change nothing unless an attribute says so',
    () => {
      const odd = heard({
        ...discover,
        options: { 'auto-config': 1, 'option-118-address': '10.9.0.0' },
        raw: { 55: [1, 108, 116, 118] },
      });
      expect(odd).toMatchObject({ type: 'offer', yiaddr: '10.0.0.7' });
      expect(odd.order).toEqual([53, 54, 51, 58, 59, 1]);
    },
  ],
  [
    22,
    'M',
    'what a relay brings goes back to it, also a renewal',
    () => {
      for (const sent of [discover, selecting, renewing('10.0.0.7')])
        expect(heard({ ...sent, ...relayed }).to).toBe('10.0.0.254:67');
    },
  ],
  [
    23,
    'M',
    'who has an address gets the answer there, also with the broadcast flag',
    () => {
      expect(heard(renewing('10.0.0.7', { header: { flags: 0x8000, ciaddr: 0x0a00_0007 } })).to).toBe('10.0.0.7:68');
    },
  ],
  [
    24,
    'M',
    'who has none and asks for broadcast gets broadcast',
    () => {
      expect(heard({ ...discover, header: { flags: 0x8000 } }).to).toBe('255.255.255.255:68');
    },
  ],
  [
    25,
    'S',
    'who has none gets broadcast in any case, which a plain socket can do',
    () => {
      expect(heard(discover).to).toBe('255.255.255.255:68');
    },
  ],
  [
    26,
    'M',
    'behind a relay of another network a client gets no offer, and its request is refused',
    () => {
      const elsewhere = { giaddr: '10.7.0.254' };
      expect(talk({ ...discover, ...elsewhere })).toBe('other-network');
      expect(heard({ ...selecting, ...elsewhere }).type).toBe('nak');
      const both = host({ addresses: ['10.0.0.7/24', '10.7.0.7/24'] });
      expect(heard({ ...discover, ...elsewhere }, [both]).yiaddr).toBe('10.7.0.7');
      expect(heard(discover, [both]).yiaddr).toBe('10.0.0.7');
    },
  ],
  [
    27,
    'P',
    'source port, link selection and server-id override of a relay count when it is believed',
    () => {
      const both = [host({ addresses: ['10.0.0.7/24', '10.7.0.7/24'] })];
      const raw = { 82: [19, 0, 5, 4, 10, 7, 0, 0, 11, 4, 10, 7, 0, 254] };
      const sent = { ...discover, ...relayed, raw };
      expect(heard(sent, both, { port: 4067 })).toMatchObject({
        to: '10.0.0.254:4067',
        yiaddr: '10.7.0.7',
        options: { 'dhcp-server-identifier': '10.7.0.254' },
      });
      const chosen = { 'dhcp-server-identifier': '10.7.0.254', 'dhcp-requested-address': '10.7.0.7' };
      expect(heard({ type: 'request', options: chosen, ...relayed, raw }, both)).toMatchObject({
        type: 'ack',
        yiaddr: '10.7.0.7',
      });
      expect(heard(sent, both, { port: 4067, trustOf: () => 'answered' })).toMatchObject({
        to: '10.0.0.254:67',
        yiaddr: '10.0.0.7',
        options: { 'dhcp-server-identifier': serverIp },
      });
      expect(talk(sent, both, { trustOf: () => 'refused' })).toBe('relay-refused');
    },
  ],
  [
    28,
    'M',
    'option 82 goes back whole and last in offer, acknowledgement and refusal, never in other fields; it is dropped, and told, where it does not fit',
    () => {
      const raw = { 82: [1, 2, 7, 7, 2, 1, 9] };
      for (const sent of [discover, selecting, initReboot('10.0.0.8')]) {
        const { order, options } = heard({ ...sent, ...relayed, raw });
        expect(order.at(-1)).toBe(82);
        expect(options['dhcp-agent-options']).toBe('01020707020109');
      }
      const large = Array.from({ length: 400 }, () => 7);
      const answer = answerDhcp4(request({ ...discover, ...relayed, raw: { 82: large } }), context([host()]));
      if (answer.kind === 'silence') throw new Error(answer.reason);
      expect(encodeDhcp4(answer.packet, answer.limits).left).toContain(82);
    },
  ],
  [
    29,
    'S',
    'option 82 without a relay goes back, and nothing follows from it',
    () => {
      const both = [host({ addresses: ['10.0.0.7/24', '10.7.0.7/24'] })];
      const { yiaddr, order } = heard({ ...discover, raw: { 82: [5, 4, 10, 7, 0, 0] } }, both);
      expect({ yiaddr, last: order.at(-1) }).toEqual({ yiaddr: '10.0.0.7', last: 82 });
    },
  ],
  [
    30,
    'M',
    'a client identifier goes back unchanged in every answer, and none where there was none',
    () => {
      for (const sent of [discover, selecting, initReboot('10.0.0.8')]) {
        expect(heard({ ...sent, raw: { 61: [255, 1, 2, 3] } }).options['dhcp-client-identifier']).toBe('ff010203');
        expect(heard(sent).order).not.toContain(61);
      }
    },
  ],
  [
    31,
    'M',
    'whatever its identifier, a MAC has one address',
    () => {
      for (const id of [[1, 0, 0x1b, 0x21, 0x3c, 0x4d, 0x5e], [255, 9, 9, 9, 9, 0, 1], ascii('\0installer')])
        expect(heard({ ...discover, raw: { 61: id } }).yiaddr).toBe('10.0.0.7');
    },
  ],
  [
    32,
    'M',
    'options come in the order that was asked for, the mask before the router; without a list a usual set',
    () => {
      const named = [host({ dhcp: { 'domain-name-servers': '10.0.0.53' } })];
      expect(heard(asking(6, 3, 1, 15, 99), named).order).toEqual([53, 54, 51, 58, 59, 6, 1, 3, 15]);
      expect(heard(discover, named).order).toEqual([53, 54, 51, 58, 59, 1, 3, 28, 6, 12, 15]);
    },
  ],
  [
    33,
    'M',
    'classless routes when asked for; a search list in wire format, also beyond 255 bytes',
    () => {
      const names = Array.from({ length: 20 }, (_, index) => `department-${index}.example${index}.org`);
      const own = [host({ dhcp: { 'classless-static-routes': '10.9.0.0/16 via 10.0.0.9', 'domain-search': names } })];
      expect(heard(asking(3), own).order).not.toContain(121);
      const { options } = heard(
        { type: 'discover', options: { 'option-55-u8s': [121, 3, 119], 'option-57-u16': 1500 } },
        own,
      );
      expect(options).toMatchObject({
        'classless-static-routes': ['10.9.0.0/16 via 10.0.0.9'],
        'domain-search': names,
      });
    },
  ],
  [
    34,
    'M',
    'a lease has T1 < T2 < lease, or neither; an infinite one has neither',
    () => {
      const times = (dhcp: Record<string, number>): unknown[] => {
        const { options } = heard(discover, [host({ dhcp })]);
        return ['dhcp-lease-time', 'dhcp-renewal-time', 'dhcp-rebinding-time'].map((name) => options[name]);
      };
      expect(times({})).toEqual([3600, 1800, 3150]);
      expect(times({ 'dhcp-lease-time': 600, 'dhcp-renewal-time': 100, 'dhcp-rebinding-time': 200 })).toEqual([
        600, 100, 200,
      ]);
      expect(times({ 'dhcp-lease-time': 600, 'dhcp-renewal-time': 700 })).toEqual([600, undefined, undefined]);
      expect(times({ lease_time: 0xffff_ffff })).toEqual([0xffff_ffff, undefined, undefined]);
      expect(heard({ ...discover, options: { 'dhcp-lease-time': 60 } }).options['dhcp-lease-time']).toBe(3600);
    },
  ],
  [
    35,
    'M',
    'host name and domain are those of the inventory, not of the client; 81 is not answered',
    () => {
      const { options, order } = heard({
        type: 'discover',
        options: { 'host-name': 'mine', 'option-55-u8s': [12, 15, 81] },
        raw: { 81: [0, 0, 0, 120] },
      });
      expect(options).toMatchObject({ 'host-name': 'web1', 'domain-name': 'example.org' });
      expect(order).not.toContain(81);
    },
  ],
  [
    36,
    'M',
    'an option of a site, of any type, is sent when asked for or forced',
    () => {
      const dhcp = { 'option-224-u16': 513, 'option-230': 'site' };
      expect(heard(asking(224, 230), [host({ dhcp })]).options).toMatchObject({
        'option-224': '0201',
        'option-230': '73697465',
      });
      expect(heard(discover, [host({ dhcp })]).order).not.toContain(224);
      expect(heard(asking(1), [host({ dhcp: { ...dhcp, 'always-send': 'option-230' } })]).order).toContain(230);
    },
  ],
  [
    37,
    'M',
    'an answer keeps to the size that the client takes: what is spare goes, then other fields are used',
    () => {
      const dhcp = {
        'option-224-text': 'x'.repeat(240),
        'option-225-text': 'y'.repeat(200),
        'always-send': 'option-225',
        'root-path': 'z'.repeat(90),
      };
      const list = { 'option-55-u8s': [224, 17] };
      const small = heard({ type: 'discover', options: { ...list, 'option-57-u16': 300 } }, [host({ dhcp })]);
      expect(small.bytes.length).toBeLessThanOrEqual(548);
      expect(small.order).not.toContain(225);
      expect(small.options['root-path']).toBe('z'.repeat(90));
      const large = heard({ type: 'discover', options: { ...list, 'option-57-u16': 1500 } }, [host({ dhcp })]);
      expect(large.bytes.length).toBeGreaterThan(548);
      expect(large.order).toContain(225);
      const codes = Array.from({ length: 20 }, (_, index) => 224 + index);
      const many = Object.fromEntries(codes.map((code) => [`option-${code}-text`, 'x'.repeat(90)]));
      const sizes = [600, 1500, 65_535].map((size) => {
        const options = { 'option-55-u8s': codes, 'option-57-u16': size };
        return heard({ type: 'discover', options }, [host({ dhcp: many })]).bytes.length;
      });
      const limits = [300, 600, 1500, 65_535].map((size) => {
        const answer = answerDhcp4(request({ ...discover, options: { 'option-57-u16': size } }), context([host()]));
        return answer.kind === 'reply' && answer.limits.size;
      });
      expect(limits).toEqual([548, 572, 1472, 1472]);
      for (const [index, most] of [572, 1472, 1472].entries()) {
        expect(sizes[index]).toBeLessThanOrEqual(most);
        expect(sizes[index]).toBeGreaterThan(most - 100);
      }
    },
  ],
  [
    38,
    'M',
    'options of a request are read from file and server name too',
    () => {
      const bytes = Buffer.from(
        encodeDhcp4(request({ ...selecting, options: { 'dhcp-server-identifier': serverIp } })).bytes,
      );
      bytes.set([53, 1, 3, 54, 4, 10, 0, 0, 1, 52, 1, 1, 255], 240);
      bytes.set([50, 4, 10, 0, 0, 7, 255], 108);
      expect(answerDhcp4(decodeDhcp4(bytes), context([host()]))).toMatchObject({ kind: 'reply', type: 'ack' });
    },
  ],
  [
    39,
    'M',
    'where fields are used for options, the boot file has moved to 67, and each field has its end',
    () => {
      const dhcp = { 'bootfile-name': 'boot/x', 'option-224-text': 'x'.repeat(250), 'root-path': 'z'.repeat(90) };
      const { packet, options, bytes } = heard(asking(224, 17), [host({ dhcp })]);
      expect(packet.file).toBe('');
      expect(options).toMatchObject({ 'bootfile-name': 'boot/x', 'root-path': 'z'.repeat(90) });
      expect([bytes.subarray(44, 108).includes(255), bytes.subarray(108, 236).includes(255)]).toEqual([true, true]);
    },
  ],
  [
    40,
    'M',
    'repeated codes are one value before use; long values are sent in parts',
    () => {
      const bytes = Buffer.from(encodeDhcp4(request(asking(1))).bytes);
      bytes.set([53, 1, 1, 55, 1, 3, 55, 1, 1, 255], 240);
      const answer = answerDhcp4(decodeDhcp4(bytes), context([host()]));
      expect(answer.kind === 'reply' && [...answer.packet.options.keys()].slice(-2)).toEqual([1, 3]);
      const long = heard({ type: 'discover', options: { 'option-55-u8s': [224], 'option-57-u16': 1500 } }, [
        host({ dhcp: { 'option-224-text': 'x'.repeat(400) } }),
      ]);
      expect(long.options['option-224']).toHaveLength(800);
    },
  ],
  [
    41,
    'M',
    '53 need not be first in a request and is first in an answer of at least 300 bytes; PAD and a missing END are fine',
    () => {
      const bytes = Buffer.alloc(252);
      bytes.set(encodeDhcp4(request({})).bytes.subarray(0, 240));
      bytes.set([0, 0, 12, 1, 65, 0, 53, 1, 1, 0, 0, 0], 240);
      const answer = answerDhcp4(decodeDhcp4(bytes), context([host()]));
      if (answer.kind === 'silence') throw new Error(answer.reason);
      const sent = encodeDhcp4(answer.packet, answer.limits).bytes;
      expect({ first: sent[240], size: sent.length }).toEqual({ first: 53, size: 305 });
      expect(heard(initReboot('10.0.0.8')).bytes).toHaveLength(300);
    },
  ],
  [
    42,
    'M',
    'the next server and the boot file are in the header, and in 66 and 67 when asked for; without a file neither',
    () => {
      const dhcp = { 'next-server': '10.0.0.5', 'bootfile-name': 'pxelinux.0', 'tftp-server-name': 'tftp.example.org' };
      for (const sent of [discover, selecting]) {
        const { siaddr, packet } = heard({ ...sent, options: { ...sent.options, 'option-55-u8s': [1] } }, [
          host({ dhcp }),
        ]);
        expect({ siaddr, file: packet.file }).toEqual({ siaddr: '10.0.0.5', file: 'pxelinux.0' });
      }
      expect(heard(asking(66, 67), [host({ dhcp })]).options).toMatchObject({
        'tftp-server-name': 'tftp.example.org',
        'bootfile-name': 'pxelinux.0',
      });
      expect(heard(discover, [host({ dhcp: { 'next-server': '10.0.0.5' } })])).toMatchObject({
        siaddr: '0.0.0.0',
        packet: { file: '' },
      });
      expect(heard(discover, [host({ dhcp: { tftp_server: '10.0.0.6', tftp_filename: 'x' } })]).siaddr).toBe(
        '10.0.0.6',
      );
      const long = heard(asking(1), [host({ dhcp: { 'bootfile-name': 'b'.repeat(128) } })]);
      expect([long.packet.file, long.options['bootfile-name']]).toEqual(['', 'b'.repeat(128)]);
    },
  ],
  [
    43,
    'M',
    'the boot file is the one for the architecture: the first of 93 that has one, else of 60',
    () => {
      const dhcp = {
        'bootfile-name': 'other',
        'boot-bios': 'bios',
        'boot-efi-ia32': 'ia32',
        'boot-efi-x64': 'x64',
        'boot-efi-arm32': 'arm32',
        'boot-efi-arm64': 'arm64',
        'boot-efi-riscv64': 'riscv64',
      };
      const file = (arch: number, more?: Written): string => heard(pxe(arch, more), [host({ dhcp })]).packet.file;
      const files = { 0: 'bios', 6: 'ia32', 7: 'x64', 9: 'x64', 10: 'arm32', 11: 'arm64', 27: 'riscv64', 31: 'other' };
      for (const [arch, expected] of Object.entries(files))
        expect([arch, file(Number(arch))]).toEqual([arch, expected]);
      expect(file(7, { options: { 'option-93-u16s': [31, 11] } })).toBe('arm64');
      expect(
        heard({ type: 'discover', options: { 'option-60-text': 'PXEClient:Arch:00007:UNDI:003000' } }, [host({ dhcp })])
          .packet.file,
      ).toBe('x64');
      expect(heard(discover, [host({ dhcp })]).packet.file).toBe('other');
    },
  ],
  [
    44,
    'M',
    'HTTP boot is offered its URL with 60 = HTTPClient, also unasked; without a URL neither',
    () => {
      const http = (arch: number): Written => ({
        type: 'discover',
        options: {
          'option-60-text': `HTTPClient:Arch:000${arch}:UNDI:003001`,
          'option-93-u16s': [arch],
          'option-55-u8s': [1, 67],
        },
      });
      const dhcp = {
        'boot-http-x64': 'http://10.0.0.5/x64.efi',
        'boot-http': 'https://boot.example.org/any.efi',
        'bootfile-name': 'pxelinux.0',
      };
      const x64 = heard(http(16), [host({ dhcp })]);
      expect(x64.options).toMatchObject({
        'vendor-class-identifier': 'HTTPClient',
        'bootfile-name': 'http://10.0.0.5/x64.efi',
      });
      expect(x64.packet.file).toBe('http://10.0.0.5/x64.efi');
      expect(heard(http(19), [host({ dhcp })]).packet.file).toBe('https://boot.example.org/any.efi');
      const none = heard(http(16), [host({ dhcp: { 'bootfile-name': 'pxelinux.0' } })]);
      expect([none.packet.file, none.order.includes(60)]).toEqual(['', false]);
    },
  ],
  [
    45,
    'S',
    'the machine identifier of a ROM goes back',
    () => {
      expect(heard({ ...discover, raw: { 97: [0, 1, 2] } }).options['client-machine-identifier']).toBe('000102');
    },
  ],
  [
    46,
    'P',
    '60 = PXEClient and the sub-options of 43 are sent where attributes say so, never by themselves',
    () => {
      expect(heard(pxe(0), [host({ dhcp: { 'boot-bios': 'x' } })]).order).not.toContain(60);
      const dhcp = {
        'vendor-class-identifier': 'PXEClient',
        'vendor-encapsulated-options': { 6: 8 },
        'boot-bios': 'x',
      };
      expect(heard(pxe(0), [host({ dhcp })]).options).toMatchObject({
        'vendor-class-identifier': 'PXEClient',
        'vendor-encapsulated-options': { 6: '0x08' },
      });
    },
  ],
  [
    47,
    'P',
    'iPXE gets its script and not itself again',
    () => {
      const dhcp = { 'boot-efi-x64': 'ipxe.efi', 'boot-ipxe': 'http://10.0.0.5/menu.ipxe' };
      expect(heard(pxe(7), [host({ dhcp })]).packet.file).toBe('ipxe.efi');
      expect(heard(pxe(7, { raw: { 77: ascii('iPXE') } }), [host({ dhcp })]).packet.file).toBe(
        'http://10.0.0.5/menu.ipxe',
      );
      expect(heard(pxe(7, { raw: { 77: [4, ...ascii('iPXE')] } }), [host({ dhcp })]).packet.file).toBe(
        'http://10.0.0.5/menu.ipxe',
      );
    },
  ],
  [
    48,
    'P',
    'ROM, loader and system of one host get the same address',
    () => {
      const rounds = [
        pxe(0, { raw: { 61: [0, 1, 2] } }),
        pxe(0, { raw: { 61: [0, 1, 2], 77: ascii('iPXE') } }),
        { ...discover, raw: { 61: [255, 1, 2, 3, 4] } },
      ];
      expect(rounds.map((sent) => heard(sent).yiaddr)).toEqual(['10.0.0.7', '10.0.0.7', '10.0.0.7']);
    },
  ],
  [
    49,
    'M',
    'what is no request of a client with a MAC address is dropped',
    () => {
      expect(talk({ ...discover, header: { op: 2 } })).toBe('not-a-request');
      expect(talk({ ...discover, header: { hlen: 16 } })).toBe('hardware-type');
      expect(talk({ ...discover, header: { htype: 32 } })).toBe('hardware-type');
      for (const raw of [{}, { 53: [] }, { 53: [0] }, { 53: [2] }, { 53: [99] }, { 53: [1, 1] }])
        expect(talk({ raw })).toBe('message-type');
    },
  ],
  [
    50,
    'M',
    'an option of an impossible length drops the packet',
    () => {
      for (const raw of [{ 61: [] }, { 82: [] }, { 50: [] }, { 54: [1, 2, 3] }, { 57: [1] }])
        expect(talk({ ...discover, raw })).toBe('malformed');
    },
  ],
  [
    51,
    'M',
    'after 2000 mutated packets a client is served as before',
    () => {
      let state = 4242;
      const random = (below: number): number => {
        state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
        return Math.floor((state / 2 ** 32) * below);
      };
      const here = context([host({ dhcp: { 'boot-bios': 'x' } })]);
      const original = encodeDhcp4(request(pxe(0, { ...relayed, raw: { 82: [5, 4, 10, 0, 0, 0] } }))).bytes;
      for (let turn = 0; turn < 2000; turn += 1) {
        const bytes = Buffer.from(original.subarray(0, random(2) === 0 ? original.length : random(original.length)));
        for (let change = random(8); change > 0 && bytes.length > 0; change -= 1)
          bytes[random(bytes.length)] = random(256);
        try {
          const answer = answerDhcp4(decodeDhcp4(bytes), here);
          if (answer.kind === 'reply')
            expect(encodeDhcp4(answer.packet, answer.limits).bytes.length).toBeLessThanOrEqual(1472);
        } catch (error) {
          expect(error instanceof ClustoException && error.code).toBe('PACKET_MALFORMED');
        }
      }
      expect([heard(discover).type, heard(selecting).type]).toEqual(['offer', 'ack']);
    },
  ],
  [
    52,
    'M',
    'nothing is sent to an address that no client or relay has, nor to this server',
    () => {
      for (const ip of ['127.0.0.1', '255.255.255.255', '224.0.0.1', '0.0.0.1']) {
        expect(talk({ ...discover, giaddr: ip })).toBe('address-invalid');
        expect(talk({ type: 'inform', ciaddr: ip })).toBe('address-invalid');
      }
      expect(talk({ ...discover, giaddr: serverIp })).toBe('own-packet');
      expect(talk({ type: 'inform', ciaddr: serverIp })).toBe('own-packet');
    },
  ],
  [
    53,
    'S',
    'any number of hops is answered',
    () => {
      expect(heard({ ...discover, ...relayed, header: { hops: 200 } }).type).toBe('offer');
    },
  ],
  [
    54,
    'P',
    'an unknown MAC costs one look-up',
    () => {
      const asked: number[] = [];
      const here = { ...context([]), hostsOf: (mac: number) => (asked.push(mac), []) };
      expect(answerDhcp4(request({ ...discover, mac: unknown }), here)).toEqual({
        kind: 'silence',
        reason: 'unknown-client',
      });
      expect(asked).toEqual([0x99]);
    },
  ],
];

describe('a server that hands out what is bound', () => {
  test.each(checklist)('%i %s: %s', (_row, _kind, _claim, check) => check());

  test('covers every row of what it answers', () => {
    expect(checklist.map(([row]) => row)).toEqual(Array.from({ length: 54 }, (_, index) => index + 1));
  });
});

describe('whom it serves', () => {
  test('nobody whose nearest dhcp.enabled is not true', () => {
    expect(talk(discover, [host({ dhcp: { enabled: false }, containers: [{ enabled: true }] })])).toBe('not-enabled');
    expect(talk(discover, [host({ dhcp: { enabled: 'maybe' }, containers: [{ enabled: true }] })])).toBe('not-enabled');
    expect(heard(discover, [host({ dhcp: { enabled: 'Yes' } })]).type).toBe('offer');
  });

  test('nobody where two entities have the MAC', () => {
    expect(talk(discover, [host(), host()])).toBe('several-clients');
  });

  test('each port with the address that is on it, whatever its number; one on no port from any', () => {
    const [first, second] = [clientMac, '00:1b:21:3c:4d:5f'];
    const two = host({
      macs: [first, second],
      addresses: [['10.0.0.7/24', first], ['10.0.0.8/24', second], '10.0.0.9/24'],
    });
    expect(heard({ ...discover, mac: first }, [two]).yiaddr).toBe('10.0.0.7');
    expect(heard({ ...discover, mac: second }, [two]).yiaddr).toBe('10.0.0.8');
    const unbound = host({ macs: [first, second], addresses: [['10.7.0.7/24', first], '10.0.0.9/24'] });
    expect([first, second].map((mac) => heard({ ...discover, mac }, [unbound]).yiaddr)).toEqual([
      '10.0.0.9',
      '10.0.0.9',
    ]);
  });

  test('with the nearest value of an option; a broken one hides the farther', () => {
    const containers = [{ 'domain-name': 'rack.example' }, { 'domain-name': 'dc.example', 'ntp-servers': '10.0.0.4' }];
    expect(heard(asking(15, 42), [host({ containers })]).options).toMatchObject({
      'domain-name': 'rack.example',
      'ntp-servers': ['10.0.0.4'],
    });
    const broken = host({ dhcp: { 'ntp-servers': 'nowhere' }, containers });
    expect(heard(asking(15, 42), [broken]).order).not.toContain(42);
    expect(broken.layers[0]?.problems.map(({ value }) => value)).toEqual([
      'The DHCP option ntp-servers takes IPv4 addresses, not nowhere.',
    ]);
  });

  test('without what an attribute cannot set', () => {
    const own = host({ dhcp: { 'dhcp-message-type': 3, 'no-such-option': 1 } });
    expect(own.layers[0]?.problems.map(({ attribute }) => attribute)).toEqual([
      'dhcp.dhcp-message-type',
      'dhcp.no-such-option',
    ]);
    expect(heard(discover, [own]).type).toBe('offer');
  });
});
