import { ClustoException, failure } from '../../base/errors.ts';
import type { Clusto } from '../clusto.ts';
import { applyFiles, type ApplyParams } from '../plan/apply-files.ts';
import { rehearse } from '../rehearse.ts';
import { readRecorded, type RecordedRequest } from './recorded-request.ts';
import type { ExplainedAnswer, ExplainedField } from './dhcp-explanation.ts';
import type { DhcpIndex } from './dhcp-index.ts';
import { timeOf } from './time-of.ts';
import type { DhcpRecord } from './dhcp-record.ts';
import { type DhcpClients, readDhcpClients } from './read-dhcp-clients.ts';

/** A record with its place: `FILE:LINE`. */
export interface PlacedRecord {
  readonly place: string;
  readonly record: DhcpRecord;
}

export interface ReplayParams {
  /** The records from the first one on; they are read twice. */
  readonly records: () => AsyncIterable<PlacedRecord>;
  /**
   * Whose answers come first: a version or a time. Default: the version that the first request was answered by; with a
   * plan, the present.
   */
  readonly at?: number | string | undefined;
  /** Whose answers they are compared with. Default: the present. */
  readonly against?: number | string | undefined;
  /** Declared files: the answers are compared with those once they are applied, which they are not. */
  readonly plan?: Omit<ApplyParams, 'dryRun' | 'message' | 'basedOn'> | undefined;
}

/** One answer to a request. */
export type ReplayedAnswer = Omit<ExplainedAnswer, 'fields'> & { readonly entity: string | null };

/** A field that is not the same; null where the answer does not have it. */
export interface FieldDifference {
  readonly field: string;
  readonly code: number | null;
  readonly before: ExplainedField | null;
  readonly after: ExplainedField | null;
}

/** A request whose answers differ. */
export interface ReplayDifference extends Pick<RecordedRequest, 'client' | 'type' | 'from'> {
  /** Where it stands first. */
  readonly place: string;
  /** How often it was asked. */
  readonly times: number;
  readonly before: ReplayedAnswer;
  readonly after: ReplayedAnswer;
  readonly fields: readonly FieldDifference[];
}

/** What became of all requests. */
export interface Replay {
  /** The version of the answers that come first. */
  readonly at: number;
  /** The version of those that they are compared with; null for that of a plan. */
  readonly against: number | null;
  readonly requests: number;
  readonly clients: number;
  /** How many requests are answered otherwise. */
  readonly different: number;
  /** Of the same requests one. */
  readonly differences: readonly ReplayDifference[];
}

/** Who is answered, by the two truths. */
interface Sides {
  readonly at: number;
  readonly against: number | null;
  readonly before: Side;
  readonly after: Side;
}

interface Side {
  readonly hosts: DhcpIndex;
  /** In milliseconds. */
  readonly time: number;
}

/** What a record asks for. @throws DHCP_RECORD_INVALID where the packet itself cannot be read */
export function readPlaced({ place, record }: PlacedRecord): RecordedRequest {
  try {
    return readRecorded(record);
  } catch (error) {
    if (error instanceof ClustoException && error.code === 'PACKET_MALFORMED')
      throw failure(
        'DHCP_RECORD_INVALID',
        { place, reason: `the packet is malformed: ${String(error.detail['reason'])}` },
        error,
      );
    throw error;
  }
}

const sideOf = ({ entity, answer, reason, because }: ReplayedAnswer): ReplayedAnswer => ({
  entity,
  answer,
  reason,
  because,
});

/** Fields by their names; of one that comes several times each is one. */
function byName(fields: readonly ExplainedField[]): Map<string, ExplainedField> {
  const named = new Map<string, ExplainedField>();
  for (const one of fields) {
    let name = one.field;
    for (let count = 2; named.has(name); count += 1) name = `${one.field} ${count}`;
    named.set(name, one);
  }
  return named;
}

/** What is not the same of two answers, in the order of the second one; what only says why there is none is no part of one. */
function compareFields(before: ExplainedAnswer, after: ExplainedAnswer): FieldDifference[] {
  const [was, is] = [before, after].map(({ answer, fields }) => byName(answer === null ? [] : fields)) as [
    Map<string, ExplainedField>,
    Map<string, ExplainedField>,
  ];
  return [...new Set([...is.keys(), ...was.keys()])].flatMap((name) => {
    const [one, other] = [was.get(name) ?? null, is.get(name) ?? null];
    if (one !== null && other !== null && JSON.stringify(one.value) === JSON.stringify(other.value)) return [];
    return [{ field: name, code: (other ?? one)?.code ?? null, before: one, after: other }];
  });
}

/** Who asks, and what the first request was answered by. */
async function readClients(params: ReplayParams): Promise<{ clients: DhcpClients; first: DhcpRecord | undefined }> {
  const macs = new Set<number>();
  let [first, hasDuids]: [DhcpRecord | undefined, boolean] = [undefined, false];
  for await (const placed of params.records()) {
    first ??= placed.record;
    hasDuids ||= placed.record.family === 6;
    const { mac } = readPlaced(placed);
    if (mac !== undefined) macs.add(mac);
  }
  return { clients: { macs, hasDuids }, first };
}

async function readSides(inventory: Clusto, params: ReplayParams): Promise<Sides> {
  const { clients, first } = await readClients(params);
  const { plan } = params;
  const side = async (moment: number | string | undefined): Promise<[version: number, side: Side]> => {
    const view = moment === undefined ? inventory : inventory.at(moment);
    const version = await view.version();
    // a view in time, so that all of it is of one version
    const hosts = await readDhcpClients(inventory.at(version), clients);
    return [version, { hosts, time: await timeOf(view) }];
  };
  if (plan !== undefined)
    return rehearse(inventory, async () => {
      const [at, before] = await side(params.at ?? (await inventory.version()));
      await applyFiles(inventory, plan);
      const after = { hosts: await readDhcpClients(inventory, clients), time: await timeOf(inventory) };
      return { at, before, against: null, after };
    });
  const [at, before] = await side(params.at ?? first?.version ?? first?.time.toISOString());
  const [against, after] = await side(params.against);
  return { at, before, against, after };
}

/**
 * Answers recorded requests by two truths, and finds those whose answers differ. What is read of the inventory grows with
 * the clients that have asked, and what is kept with them and with what differs, not with the number of requests.
 * @throws DHCP_RECORD_INVALID, VERSION_UNKNOWN, and with a plan as `applyFiles`
 */
export async function replayDhcp(inventory: Clusto, params: ReplayParams): Promise<Replay> {
  const { at, against, before, after } = await readSides(inventory, params);
  const differences = new Map<string, ReplayDifference>();
  const clients = new Set<string>();
  let [requests, different] = [0, 0];
  for await (const placed of params.records()) {
    const request = readPlaced(placed);
    requests += 1;
    clients.add(request.client);
    const known = differences.get(request.key);
    const [was, is] =
      known === undefined ? [request.answer(before.hosts, before.time), request.answer(after.hosts, after.time)] : [];
    if (known !== undefined) differences.set(request.key, { ...known, times: known.times + 1 });
    else if (was !== undefined && is !== undefined) {
      const fields = compareFields(was, is);
      if (was.answer === is.answer && fields.length === 0) continue;
      const { client, type, from, key } = request;
      const about = { place: placed.place, client, type, from, times: 1 };
      differences.set(key, { ...about, before: sideOf(was), after: sideOf(is), fields });
    }
    different += 1;
  }
  return { at, against, requests, clients: clients.size, different, differences: [...differences.values()] };
}
