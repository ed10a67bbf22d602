import { failure } from '../../base/errors.ts';
import type { ObservedMachine } from '../../drivers/machines/observe-host.ts';
import type { StepOptions } from '../../drivers/machines/virtual-machine.ts';
import type { Clusto } from '../clusto.ts';
import { macsOf } from './compare-machines.ts';
import type { DriftCase, DriftKind } from './drift.ts';
import { asMachine, type Machine } from './find-machine.ts';
import type { KnownMachine } from './known-machine.ts';

type Fix = (inventory: Clusto, machine: Machine, drift: DriftCase, options: StepOptions) => Promise<void>;

/** What the hypervisor says of a resource becomes what clusto says. */
function takeOver(kind: 'memory' | 'cpucount'): Fix {
  return async (inventory, machine, { domain, observation }) => {
    const value = domain?.[kind] as number;
    await inventory.transaction({ message: `vm sync: ${kind} of ${machine.name}` }, async () => {
      await machine.setAttr({ key: 'system', subkey: kind, value });
      await observation.manager.resize(machine, { force: true });
    });
  };
}

const fixes: Readonly<Partial<Record<DriftKind, Fix>>> = {
  memory: takeOver('memory'),
  cpucount: takeOver('cpucount'),
  mac: (inventory, machine, { domain }) =>
    inventory.transaction({ message: `vm sync: MAC addresses of ${machine.name}` }, async () => {
      await machine.delAttrs({ key: 'port-nic-eth', subkey: 'mac' });
      for (const [index, mac] of macsOf(machine, domain as ObservedMachine).entries())
        await machine.setAttr({ key: 'port-nic-eth', number: index + 1, subkey: 'mac', value: mac });
    }),
  state: (_inventory, machine, _drift, options) => machine.vmStart(options),
  'missing-domain': (_inventory, machine, _drift, options) => machine.vmCreate(options),
  'moved-domain': async (_inventory, machine, { observation }) => {
    await observation.manager.move(machine, observation.host, { force: true });
  },
};

/**
 * Ends one difference in the way that its remedy says.
 * @throws DRIFT_UNFIXABLE where a person has to decide; what the hypervisor says against it
 */
export async function fixDrift(inventory: Clusto, drift: DriftCase, options: StepOptions = {}): Promise<void> {
  const { id, kind, remedy, observation, volume } = drift;
  if (kind === 'orphan-volume' && volume) return observation.manager.removeVolume(observation.host, volume, options);
  if (kind === 'unknown-domain')
    throw failure('DRIFT_UNFIXABLE', { item: id, reason: 'it is taken in by --adopt, or deleted on the hypervisor' });
  const fix = fixes[kind];
  if (fix === undefined || remedy === null)
    throw failure('DRIFT_UNFIXABLE', { item: id, reason: 'only a person can say which side is right' });
  await fix(inventory, asMachine((drift.known as KnownMachine).machine), drift, options);
}
