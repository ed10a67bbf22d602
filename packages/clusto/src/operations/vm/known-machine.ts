import { quantities, type Quantity } from '../../drivers/machines/machine-demand.ts';
import { machineShares } from '../../drivers/machines/machine-share.ts';
import type { Driver } from '../../inventory/driver.ts';
import type { Clusto } from '../clusto.ts';

/** What clusto says of a machine that hypervisors can be asked about. */
export interface KnownMachine {
  readonly machine: Driver;
  readonly manager: Driver;
  readonly host: Driver;
  readonly movingTo: Driver | null;
  /** Its name on the hypervisor, which stays when the entity is renamed. */
  readonly domain: string;
  /** Undefined as long as it was not created. */
  readonly uuid: string | undefined;
  /** Its own volumes. */
  readonly volumes: readonly KnownVolume[];
  readonly system: Readonly<Partial<Record<Quantity, number>>>;
  /** By port, in their order. */
  readonly macs: readonly string[];
  /** Whether an operation is under way, or was interrupted. */
  readonly isUnfinished: boolean;
}

/** A volume of a machine, as its driver has noted it. */
export interface KnownVolume {
  readonly pool: string;
  readonly name: string;
}

/** Every machine that has a place, in a number of statements that does not depend on how many there are. */
export async function knownMachines(inventory: Clusto): Promise<KnownMachine[]> {
  const shares = await machineShares(inventory);
  const entities = shares.map(({ machine }) => machine.id);
  const read = async (key: string): Promise<Map<number, [number | null, string | null, unknown][]>> => {
    const rows = await inventory.reader.attributes({ entities, key });
    const found = new Map<number, [number | null, string | null, unknown][]>();
    for (const row of rows) {
      const value = row.datatype === 'json' ? JSON.parse(row.string ?? 'null') : (row.string ?? row.int);
      found.set(row.entity, [...(found.get(row.entity) ?? []), [row.number, row.subkey, value]]);
    }
    return found;
  };
  const [own, system, ports] = [await read('machine'), await read('system'), await read('port-nic-eth')];
  return shares.map(({ machine, manager, host, movingTo }) => {
    const values = new Map((own.get(machine.id) ?? []).map(([, subkey, value]) => [subkey, value]));
    const uuid = values.get('uuid');
    const domain = values.get('domain');
    const volumes = values.get('volumes');
    const amounts = (system.get(machine.id) ?? []).filter(([, subkey]) => quantities.some((one) => one === subkey));
    const macs = (ports.get(machine.id) ?? []).filter(([, subkey]) => subkey === 'mac');
    return {
      machine,
      manager,
      host,
      movingTo,
      domain: typeof domain === 'string' ? domain : machine.name,
      uuid: typeof uuid === 'string' ? uuid : undefined,
      volumes: Array.isArray(volumes) ? (volumes as KnownVolume[]) : [],
      system: Object.fromEntries(amounts.map(([, subkey, value]) => [subkey, Number(value)])),
      macs: macs.toSorted(([one], [other]) => (one ?? 0) - (other ?? 0)).map(([, , mac]) => String(mac)),
      isUnfinished: values.has('intent') || values.has('order'),
    };
  });
}
