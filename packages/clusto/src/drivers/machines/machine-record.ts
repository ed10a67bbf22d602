import type { Json } from '../../base/values.ts';
import type { Driver } from '../../inventory/driver.ts';
import type { VolumeName } from '../../providers/libvirt/storage-pool.ts';

const key = 'machine';

/** What clusto has noted of a machine on its hypervisor. A machine that was renamed since keeps its names there. */
export interface MachineRecord {
  /** What the hypervisor knows it by. Made up here, before anything else, so that it can always be found again. */
  readonly uuid: string | undefined;
  /** Its name on the hypervisor; undefined while it does not exist there. */
  readonly domain: string | undefined;
  /** Its own volumes, which go with it. */
  readonly volumes: readonly VolumeName[];
}

export async function readRecord(machine: Driver): Promise<MachineRecord> {
  const values = new Map((await machine.attrs({ key })).map(({ subkey, value }) => [subkey, value]));
  const [uuid, domain, volumes] = ['uuid', 'domain', 'volumes'].map((subkey) => values.get(subkey));
  return {
    uuid: typeof uuid === 'string' ? uuid : undefined,
    domain: typeof domain === 'string' ? domain : undefined,
    volumes: Array.isArray(volumes) ? volumes : [],
  };
}

/** Notes that a machine exists. */
export async function writeRecord(machine: Driver, record: Required<MachineRecord>): Promise<void> {
  const { uuid, domain, volumes } = record;
  await machine.setAttr({ key, subkey: 'uuid', value: uuid as string });
  await machine.setAttr({ key, subkey: 'domain', value: domain as string });
  await machine.setAttr({ key, subkey: 'volumes', value: volumes as unknown as Json });
}

/** Forgets everything of a machine that does not exist any more. */
export async function clearRecord(machine: Driver): Promise<void> {
  for (const subkey of ['uuid', 'domain', 'volumes']) await machine.delAttrs({ key, subkey, number: null });
}
