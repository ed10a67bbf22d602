import { isIp } from '../../base/ip.ts';
import { requireRight, requireWhole } from '../access/require-right.ts';
import type { Clusto } from '../clusto.ts';
import { findEntity } from '../find-entity.ts';
import { rehearse } from '../rehearse.ts';
import { chooseHosts, type ChooseHostsParams, type HostTarget } from './choose-hosts.ts';
import type { HostReport } from './host-report.ts';
import { probeHosts, type ProbeParams } from './probe-hosts.ts';
import { type RecordParams, recordHosts } from './record-hosts.ts';
import type { SshOptions } from './ssh-settings.ts';

export interface DiscoverParams extends RecordParams, SshOptions, Pick<ChooseHostsParams, 'things' | 'force'> {
  /** Addresses, names of hosts, names of entities, and subnets, which are looked through. */
  readonly words?: readonly string[] | undefined;
  /** Whether all that would be written is undone. */
  readonly dryRun?: boolean | undefined;
}

/** How the work is followed and stopped. */
export type DiscoverOptions = Pick<ChooseHostsParams, 'onSweep'> & Pick<ProbeParams, 'onDone' | 'signal'>;

/** Whether whoever asks may have the server log in anywhere: who administers it, and sees everything. */
const isAdministrator = ({ holder }: Clusto): boolean =>
  holder === undefined || (holder.rights.mayAny('admin') && holder.rights.sight === undefined);

const isAddress = (word: string): boolean => word.includes('/') || isIp(word);

/**
 * An address, a subnet and the name of a host are whatever somebody writes, and the key is that of the server: only who administers
 * it may point it anywhere, or have it log in as somebody else. For others a word is an entity.
 * @throws FORBIDDEN, ENTITY_NOT_FOUND, ENTITY_AMBIGUOUS
 */
async function requireEntities(inventory: Clusto, { words = [], user }: DiscoverParams): Promise<void> {
  if (isAdministrator(inventory)) return;
  if (user !== undefined || words.some(isAddress)) requireWhole(inventory, 'admin');
  for (const word of words) await findEntity(inventory, word);
}

/** @throws FORBIDDEN unless all that is meant may be operated */
async function requireOperated(inventory: Clusto, targets: readonly HostTarget[]): Promise<void> {
  // what was an entity a moment ago may be none any more
  if (targets.some(({ thing }) => thing === null) && !isAdministrator(inventory)) requireWhole(inventory, 'admin');
  await requireRight(
    inventory,
    'operate',
    targets.flatMap(({ thing }) => thing ?? []),
  );
}

/**
 * Asks hosts over SSH what they are, and notes and compares what they say: as `chooseHosts`, `probeHosts` and `recordHosts` do.
 * @throws FORBIDDEN unless whoever asks may operate all that is meant, and for addresses, subnets and `user` administers; what
 * those throw
 */
export async function discoverHosts(
  inventory: Clusto,
  params: DiscoverParams,
  { signal, onSweep, onDone }: DiscoverOptions = {},
): Promise<HostReport[]> {
  const { words = [], things, force, user, timeout, parallel, create, write, message, dryRun } = params;
  await requireEntities(inventory, params);
  if (create !== undefined) inventory.driverClass(create);
  const targets = await chooseHosts(inventory, words, { things, force, signal, onSweep });
  await requireOperated(inventory, targets);
  const outcomes = await probeHosts(inventory, targets, { user, timeout, parallel, signal, onDone });
  const record = (): Promise<HostReport[]> => recordHosts(inventory, outcomes, { create, write, message });
  return dryRun === true ? rehearse(inventory, record) : record();
}
