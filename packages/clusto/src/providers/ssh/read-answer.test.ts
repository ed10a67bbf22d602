import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dmidecodeOutput, hostAnswer } from '../../../../../tests/support/host-answer.ts';
import { ClustoException } from '../../base/errors.ts';
import { runProgram } from '../run-program.ts';
import { probeScript } from './probe-script.ts';
import { readAnswer } from './read-answer.ts';
import { readDmidecode } from './read-dmidecode.ts';
import { readIpAddr } from './read-ip-addr.ts';
import { readLsblk } from './read-lsblk.ts';
import { readLscpu } from './read-lscpu.ts';
import { readLshw } from './read-lshw.ts';

test('what a host says of itself is described', () => {
  expect(readAnswer(hostAnswer(), 'web1')).toEqual({
    hostname: 'web1',
    serial: 'SN1',
    memory: 16_384,
    processors: { count: 16, sockets: 2, model: 'Intel(R) Xeon(R) Gold 5215', vendor: 'GenuineIntel' },
    modules: [{ locator: 'A1', type: 'DDR4', speed: '2666 MT/s', size: 16_384 }],
    disks: ['sda', 'sdb'].map((name, index) => ({
      name,
      size: 480_103_981_056,
      model: 'MZ7KH480',
      serial: `D${index}`,
      firmware: 'HXM7',
    })),
    nics: [
      { name: 'eth0', mac: '00:1b:21:00:00:10' },
      { name: 'eth1', mac: '00:1b:21:00:00:11' },
    ],
    addresses: [{ ip: '10.0.0.5', interface: 'br0' }],
  });
});

test('without the firmware the memory is that of the kernel', () => {
  expect(readAnswer(hostAnswer({ root: false }), 'web1')).toMatchObject({ serial: null, memory: 15_933, modules: [] });
});

test.each(['To Be Filled By O.E.M.', 'Not Specified', '0123456789', 'Default string', '00000000', ''])(
  'the serial number %s is none',
  (serial) => {
    expect(readDmidecode(dmidecodeOutput(serial), 'web1').serial).toBeNull();
  },
);

test('lshw says the same of the firmware, as an object and as a list', () => {
  const bank = { id: 'bank:0', class: 'memory', description: 'DIMM DDR4 Synchronous 2666 MHz (0.4 ns)', slot: 'A1' };
  const core = {
    id: 'core',
    class: 'bus',
    children: [
      {
        id: 'memory',
        class: 'memory',
        size: 17_179_869_184,
        children: [
          { ...bank, size: 17_179_869_184, clock: 2_666_000_000 },
          { id: 'bank:1', class: 'memory', slot: 'A2' },
        ],
      },
    ],
  };
  const root = { id: 'web1', class: 'system', serial: 'SN1', children: [core] };
  for (const whole of [root, [root]])
    expect(readLshw(JSON.stringify(whole), 'web1')).toEqual(readDmidecode(dmidecodeOutput('SN1'), 'web1'));
});

test('a VLAN over a card has addresses that count, one over a bridge without a card has none', () => {
  const address = (local: string) => [{ local, scope: 'global' }];
  const links = [
    {
      ifname: 'vlan4',
      link: 'eno1',
      link_type: 'ether',
      linkinfo: { info_kind: 'vlan' },
      addr_info: address('10.4.0.1'),
    },
    {
      ifname: 'eno1',
      link_type: 'ether',
      address: '00:1B:21:00:00:01',
      addr_info: [
        { local: '2001:db8::7', scope: 'global', temporary: true },
        { local: 'fe80::1', scope: 'link' },
      ],
    },
    { ifname: 'virbr0', link_type: 'ether', linkinfo: { info_kind: 'bridge' }, addr_info: address('192.168.122.1') },
    { ifname: 'veth1', link_type: 'ether', master: 'virbr0', linkinfo: { info_kind: 'veth' }, addr_info: [] },
  ];
  expect(readIpAddr(JSON.stringify(links), 'web1')).toEqual({
    nics: [{ name: 'eno1', mac: '00:1b:21:00:00:01' }],
    addresses: [{ ip: '10.4.0.1', interface: 'vlan4' }],
  });
});

test('an answer that was cut off anywhere is an error that says where, and never half a host', () => {
  const whole = hostAnswer();
  fc.assert(
    fc.property(fc.integer({ min: 0, max: whole.length - 2 }), (length) => {
      expect(() => readAnswer(whole.slice(0, length), 'web1')).toThrow(/^What \S+ says on web1 cannot be read: /);
    }),
  );
});

const readers = { readLsblk, readIpAddr, readLscpu, readLshw, readDmidecode };

test.each(Object.entries(readers))('%s reads whatever JSON or text there is, or refuses it', (_, read) => {
  const key = fc.constantFrom(
    'blockdevices',
    'name',
    'size',
    'type',
    'lscpu',
    'field',
    'data',
    'children',
    'class',
    'id',
  );
  const link = fc.constantFrom('ifname', 'link', 'master', 'addr_info', 'linkinfo', 'link_type', 'address', 'local');
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 5 },
      fc.constantFrom(
        'disk',
        'sda',
        'ether',
        'eth0',
        'system',
        'memory',
        'bank',
        'CPU(s):',
        '4',
        '00:1b:21:00:00:01',
        4,
      ),
      fc.jsonValue({ maxDepth: 1 }),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(fc.oneof(key, link), tie('value'), { maxKeys: 5 }),
    ),
  }));
  fc.assert(
    fc.property(
      fc.oneof(
        value.map((one) => JSON.stringify(one)),
        fc.string(),
      ),
      (text) => {
        try {
          read(text, 'web1');
        } catch (error) {
          expect(error).toBeInstanceOf(ClustoException);
          expect(error).toMatchObject({ code: 'HOST_ANSWER_INVALID' });
        }
      },
    ),
    { numRuns: 300 },
  );
});

test('the script asks this machine, with the tools that it has', async () => {
  const { status, stdout } = await runProgram('sh', [], { input: probeScript });
  expect(status).toBe(0);
  const asked = [...stdout.matchAll(/^@@clusto begin (\w+)$/gm)].map(([, name]) => name);
  expect(asked.slice(0, 6)).toEqual(['hostname', 'meminfo', 'lscpu', 'lsblk', 'ip', 'dmidecode']);
  // what is not installed here is told, and what is can be read
  const failed = [...stdout.matchAll(/^@@clusto begin (\w+)\n[^]*?^@@clusto end (\d+)$/gm)].filter(
    ([, , end]) => end !== '0',
  );
  const missing = failed.map(([, name]) => name).filter((name) => !['dmidecode', 'lshw'].includes(String(name)));
  if (missing.length > 0) expect(() => readAnswer(stdout, 'here')).toThrow(`What ${missing[0]} says`);
  else expect(readAnswer(stdout, 'here').processors.count).toBeGreaterThan(0);
});
