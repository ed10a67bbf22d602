import { LibvirtDomain, type DomainState } from '../../providers/libvirt/libvirt-domain.ts';
import type { MachineSite } from './machine-site.ts';
import type { MachineState, MachineStatus } from './virtual-machine.ts';

const states: Readonly<Record<string, MachineState>> = {
  running: 'running',
  idle: 'running',
  paused: 'paused',
  pmsuspended: 'paused',
  'in shutdown': 'stopping',
  'shut off': 'stopped',
  crashed: 'crashed',
};

/** The words of libvirt as those of clusto. */
export function statusOf({ state, reason }: DomainState): MachineStatus {
  const detail = reason === '' ? state : `${state} (${reason})`;
  if (state === 'shut off' && reason === 'crashed') return { state: 'crashed', detail };
  return { state: states[state] ?? 'unknown', detail };
}

/** How a machine is by now, in the words of its hypervisor. */
export async function machineStatus({ virsh, record }: MachineSite, signal?: AbortSignal): Promise<MachineStatus> {
  const { uuid, domain } = record;
  if (uuid === undefined || domain === undefined) return { state: 'absent', detail: 'not created' };
  const state = await new LibvirtDomain(virsh, uuid, domain).state({ signal });
  return state ? statusOf(state) : { state: 'absent', detail: `unknown to ${virsh.host}` };
}
