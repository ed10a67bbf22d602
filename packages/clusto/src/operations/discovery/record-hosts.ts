import { ClustoException, failure, StoreException, TransactionException } from '../../base/errors.ts';
import { Device } from '../../drivers/devices/device.ts';
import type { HostDescription } from '../../providers/ssh/host-description.ts';
import type { Clusto } from '../clusto.ts';
import { createEntity } from '../create-entity.ts';
import { compareHost, settleDifference } from './compare-host.ts';
import type { HostAction, HostReport } from './host-report.ts';
import { noteHost } from './note-host.ts';
import type { HostOutcome } from './probe-hosts.ts';
import { recogniseHost } from './recognise-host.ts';

export interface RecordParams {
  /** Whether what was observed is meant from now on. Default: it is only compared. */
  readonly write?: boolean | undefined;
  /** The driver of the entities that are created for hosts which are not known; none are when left out. */
  readonly create?: string | undefined;
  /** Why, for the log. Default: what was done. */
  readonly message?: string | undefined;
}

const nothing = { recognisedBy: null, differences: [], code: null, error: null } as const;

function failed({ address, thing, host }: HostOutcome, error: unknown): HostReport {
  const isOwn = error instanceof ClustoException;
  if (!isOwn || error instanceof StoreException || error instanceof TransactionException) throw error;
  const told = { code: error.code, error: error.message, host: host ?? null };
  return { ...nothing, ...told, address, entity: thing?.name ?? null, action: 'failed' };
}

/** Which entity a host is, or is to be. @throws HOST_IS_ANOTHER, ENTITY_AMBIGUOUS, and as `createEntity` */
async function thingOf(
  inventory: Clusto,
  { address, thing, host }: HostOutcome & { readonly address: string; readonly host: HostDescription },
  { create }: RecordParams,
): Promise<Pick<HostReport, 'recognisedBy'> & { readonly thing: Device | null; readonly isNew: boolean }> {
  const known = await recogniseHost(inventory, address, host);
  if (thing !== null && known !== null && !known.thing.equals(thing))
    throw failure('HOST_IS_ANOTHER', { thing, address, other: known.thing, mark: known.by });
  if (known !== null) return { thing: known.thing, recognisedBy: known.by, isNew: false };
  if (thing !== null) return { thing, recognisedBy: null, isNew: false };
  if (create === undefined) return { thing: null, recognisedBy: null, isNew: false };
  const made = await createEntity(inventory, { driver: create, name: host.hostname });
  if (!(made instanceof Device)) throw failure('NOT_SUPPORTED', { thing: made, action: 'be a host' });
  return { thing: made, recognisedBy: null, isNew: true };
}

async function record(inventory: Clusto, outcome: HostOutcome, params: RecordParams): Promise<HostReport> {
  const { address, host, error } = outcome;
  if (address === null || host === undefined) return failed(outcome, error);
  const { thing, recognisedBy, isNew } = await thingOf(inventory, { ...outcome, address, host }, params);
  const common = { ...nothing, address, host, recognisedBy };
  if (thing === null) return { ...common, entity: null, action: 'unknown' };
  const { differences: open, ports } = await compareHost(inventory, thing, host);
  await noteHost(inventory, thing, address, host, ports);
  const writes = isNew || params.write === true;
  const differences = [];
  for (const one of open) {
    const { settle: _, ...difference } = one;
    differences.push(writes ? await settleDifference(inventory, one) : difference);
  }
  const isWritten = writes && differences.some(({ problem }) => problem === null);
  const found: HostAction = differences.length === 0 ? 'same' : 'differs';
  const action = isNew ? 'created' : isWritten ? 'updated' : found;
  return { ...common, entity: thing.name, action, differences };
}

function messageOf(reports: readonly HostReport[]): string {
  const done = (['created', 'updated'] as const).flatMap((action) => {
    const names = reports.flatMap((report) => (report.action === action ? (report.entity ?? []) : []));
    return names.length === 0 ? [] : [`${action} ${names.join(', ')}`];
  });
  return `SSH discovery: ${done.join('; ')}`;
}

/**
 * Notes what hosts said of themselves, and reports where they are otherwise than they are meant to be. With `write` what
 * differs is meant from now on, with `create` hosts that are not known get an entity, named for their host name: all of it
 * one version. A host that does not work out leaves the others alone.
 * @throws DRIVER_UNKNOWN for `create`; and what makes the whole impossible, such as DATABASE_BUSY
 */
export async function recordHosts(
  inventory: Clusto,
  outcomes: readonly HostOutcome[],
  params: RecordParams = {},
): Promise<HostReport[]> {
  let reports: HostReport[] = [];
  const message = (): string => params.message ?? messageOf(reports);
  await inventory.transaction({ message }, async () => {
    reports = [];
    for (const outcome of outcomes) {
      try {
        reports.push(await inventory.write(() => record(inventory, outcome, params)));
      } catch (error) {
        reports.push(failed(outcome, error));
      }
    }
  });
  return reports;
}
