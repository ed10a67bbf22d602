/** What a host of the tests is. */
export interface AnswerOptions {
  readonly hostname?: string;
  readonly serial?: string;
  /** The address of `eth0`; that of `eth1` ends in one more. */
  readonly mac?: string;
  readonly ip?: string;
  readonly disks?: number;
  /** Whether the firmware may be asked. */
  readonly root?: boolean;
}

const link = (ifname: string, address: string, ips: readonly string[], more: object = {}): object => ({
  ifindex: 2,
  ifname,
  link_type: 'ether',
  address,
  addr_info: ips.map((local) => ({ family: 'inet', local, prefixlen: 24, scope: 'global', label: ifname })),
  ...more,
});

/** The output of `dmidecode -t system -t memory` on a machine with one of two slots filled. */
export const dmidecodeOutput = (serial: string): string => `# dmidecode 3.4
Getting SMBIOS data from sysfs.
SMBIOS 3.2.0 present.

Handle 0x0001, DMI type 1, 27 bytes
System Information
\tManufacturer: Dell Inc.
\tProduct Name: PowerEdge R640
\tSerial Number: ${serial}
\tUUID: 4c4c4544-0039-3110-8058-b7c04f594d32

Handle 0x1100, DMI type 17, 84 bytes
Memory Device
\tTotal Width: 72 bits
\tSize: 16 GB
\tLocator: A1
\tType: DDR4
\tType Detail: Synchronous Registered (Buffered)
\tSpeed: 2666 MT/s
\tFeatures:
\t\tSize: 99 TB

Handle 0x1101, DMI type 17, 84 bytes
Memory Device
\tSize: No Module Installed
\tLocator: A2
\tType: Unknown
`;

/** What the script that asks hosts prints on one with two network cards, a bridge for machines and one for containers. */
export function hostAnswer({
  hostname = 'web1.example.com',
  serial = 'SN1',
  mac = '00:1b:21:00:00:10',
  ip = '10.0.0.5',
  disks = 2,
  root = true,
}: AnswerOptions = {}): string {
  const second = `${mac.slice(0, -1)}1`;
  const disk = (index: number): object => ({
    name: `sd${'abcdef'[index]}`,
    size: 480_103_981_056,
    type: 'disk',
    model: 'MZ7KH480 ',
    serial: `D${index}`,
    rev: 'HXM7',
  });
  const outputs: Readonly<Record<string, string | null>> = {
    hostname,
    meminfo: 'MemTotal:       16316412 kB\nMemFree:          123 kB',
    lscpu: JSON.stringify({
      lscpu: [
        { field: 'CPU(s):', data: '16' },
        {
          field: 'Vendor ID:',
          data: 'GenuineIntel',
          children: [
            {
              field: 'Model name:',
              data: 'Intel(R) Xeon(R) Gold 5215',
              children: [{ field: 'Socket(s):', data: '2' }],
            },
          ],
        },
      ],
    }),
    lsblk: JSON.stringify({
      blockdevices: [
        { name: 'zram0', size: 0, type: 'disk', model: null, serial: null, rev: null },
        { name: 'sr0', size: 1_073_741_312, type: 'rom', model: 'DVD', serial: null, rev: null },
        ...Array.from({ length: disks }, (_, index) => disk(index)).toReversed(),
      ],
    }),
    ip: JSON.stringify([
      {
        ifname: 'lo',
        link_type: 'loopback',
        address: '00:00:00:00:00:00',
        addr_info: [{ local: '127.0.0.1', scope: 'host' }],
      },
      {},
      link('eth0', mac, [], { master: 'br0' }),
      link('eth1', '02:00:00:00:00:99', [], { permaddr: second }),
      link('br0', mac, [ip], { linkinfo: { info_kind: 'bridge' } }),
      link('docker0', '02:42:00:00:00:01', ['172.17.0.1'], { linkinfo: { info_kind: 'bridge' } }),
    ]),
    dmidecode: root ? dmidecodeOutput(serial) : null,
    ...(root ? {} : { lshw: null }),
  };
  return Object.entries(outputs)
    .map(([name, output]) => `@@clusto begin ${name}\n${output ?? ''}\n@@clusto end ${output === null ? 1 : 0}\n`)
    .join('');
}
