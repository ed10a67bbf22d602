import type { Driver } from '../../inventory/driver.ts';
import type { HostDescription } from '../../providers/ssh/host-description.ts';

/** What a host says of its hardware, named as the attribute that would say it: `disk` 0 `serial`, `system` `memory`. */
export interface HardwareFact {
  readonly key: string;
  /** Null for what there is once, of the key `system`. */
  readonly number: number | null;
  readonly subkey: string;
  readonly value: string | number;
}

/** What is kept of hardware, by key and subkey, as the original named it (behaviour spec section 17). */
const fields = {
  system: { serial: 'text', hostname: 'text', cpucount: 'number', memory: 'number', disk: 'number' },
  processor: { 'model-name': 'text', 'vendor-id': 'text' },
  memory: { locator: 'text', type: 'text', speed: 'text', size: 'number' },
  disk: { osname: 'text', size: 'number', model: 'text', serial: 'text', firmware: 'text' },
} as const satisfies Readonly<Record<string, Readonly<Record<string, 'text' | 'number'>>>>;

type Key = keyof typeof fields;
type Values<K extends Key> = Readonly<Record<keyof (typeof fields)[K], string | number | null>>;

export const hardwareKeys: readonly string[] = Object.keys(fields);

function typeOf(key: string, subkey: string): 'text' | 'number' | undefined {
  const known: Readonly<Record<string, Readonly<Record<string, 'text' | 'number'>>>> = fields;
  return known[key]?.[subkey];
}

/** Whether an attribute is one of hardware, and not another with the same key. */
export const isHardware = (key: string, subkey: string | null): boolean =>
  subkey !== null && typeOf(key, subkey) !== undefined;

/** The value of a fact that was kept as text. */
export const hardwareValue = (key: string, subkey: string, text: string): string | number =>
  typeOf(key, subkey) === 'number' ? Number(text) : text;

/** What is there once has whatever number somebody gave it, the others are told apart by theirs. */
export const hasOneSlot = (key: string): boolean => key === 'system';

/** `disk 0 serial`, as `clusto drift` names attributes. */
export const factName = ({ key, number, subkey }: Omit<HardwareFact, 'value'>): string =>
  hasOneSlot(key) || number === null ? `${key} ${subkey}` : `${key} ${number} ${subkey}`;

function factsOf<K extends Key>(key: K, number: number | null, values: Values<K>): HardwareFact[] {
  return Object.entries<string | number | null>(values).flatMap(([subkey, value]) =>
    value === null ? [] : [{ key, number, subkey, value }],
  );
}

/** The facts of a host: memory in MB of 2^20 bytes, a disk in bytes, and all disks in GB of 10^9. */
export function factsOfHost(host: HostDescription): HardwareFact[] {
  const { serial, hostname, memory, processors, modules, disks } = host;
  const { count: cpucount, sockets, model, vendor } = processors;
  const disk = Math.floor(disks.reduce((sum, { size }) => sum + size, 0) / 1e9);
  const processor = { 'model-name': model, 'vendor-id': vendor };
  return [
    ...factsOf('system', null, { serial, hostname, cpucount, memory, disk }),
    ...Array.from({ length: sockets }, (_, index) => factsOf('processor', index, processor)).flat(),
    ...modules.flatMap(({ locator, type, speed, size }, index) =>
      factsOf('memory', index, { locator, type, speed, size }),
    ),
    ...disks.flatMap(({ name: osname, size, model: diskModel, serial: diskSerial, firmware }, index) =>
      factsOf('disk', index, { osname, size, model: diskModel, serial: diskSerial, firmware }),
    ),
  ];
}

/** Has a thing be meant to have what was observed, whatever was meant before. In the transaction of the caller. */
export async function setHardware(thing: Driver, { key, number, subkey, value }: HardwareFact): Promise<void> {
  await thing.delAttrs(hasOneSlot(key) ? { key, subkey } : { key, subkey, number });
  await thing.addAttr(hasOneSlot(key) ? { key, subkey, value } : { key, subkey, number, value });
}
