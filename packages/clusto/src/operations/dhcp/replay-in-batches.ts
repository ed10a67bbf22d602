import type { ApplyParams } from '../plan/apply-files.ts';
import type { Clusto } from '../clusto.ts';
import { dhcpRecordLine, parseDhcpRecord } from './dhcp-record.ts';
import { type PlacedRecord, readPlaced, type Replay, type ReplayDifference, replayDhcp } from './replay-dhcp.ts';

/** A record as text, with its place. */
interface RecordText {
  readonly place: string;
  readonly text: string;
}

/** Some requests, whole, and which answers are compared. */
export interface ReplayBatch {
  readonly records: readonly RecordText[];
  readonly at?: number | string | undefined;
  readonly against?: number | string | undefined;
}

/** What a replay compares with, where that is no version. */
export type ReplayPlan = Pick<ApplyParams, 'files' | 'set' | 'prune' | 'overwrite'>;

/** In requests, and in characters: a body of HTTP may have some times as many. */
const largest = { records: 2000, text: 1024 * 1024 } as const;

/** Answers some requests by two truths. @throws as `replayDhcp` */
export function replayBatch(clusto: Clusto, { records, ...params }: ReplayBatch, plan?: ReplayPlan): Promise<Replay> {
  const placed = async function* (): AsyncGenerator<PlacedRecord> {
    for (const { place, text } of records) yield { place, record: parseDhcpRecord(text, place) };
  };
  return replayDhcp(clusto, { ...params, records: placed, ...(plan === undefined ? {} : { plan }) });
}

/**
 * The same as `replayDhcp` where somebody else answers: of equal requests one is sent, so many at once that they fit into a
 * request of HTTP. All are answered by the versions of the first ones; a plan is compared with the present of each.
 * @param replay answers some requests
 * @param most how many of them at most
 * @throws DHCP_RECORD_INVALID, and what `replay` throws
 */
export async function replayInBatches(
  records: () => AsyncIterable<PlacedRecord>,
  { at, against }: Pick<ReplayBatch, 'at' | 'against'>,
  replay: (batch: ReplayBatch) => Promise<Replay>,
  most: number = largest.records,
): Promise<Replay> {
  const times = new Map<string, number>();
  const keys = new Map<string, string>();
  const clients = new Set<string>();
  const differences: ReplayDifference[] = [];
  let requests = 0;
  let told: Replay | undefined;
  let batch: RecordText[] = [];
  let size = 0;
  const send = async (): Promise<void> => {
    const moments = told === undefined ? { at, against } : { at: told.at, against: told.against ?? undefined };
    const answer = await replay({ ...moments, records: batch });
    told ??= answer;
    differences.push(...answer.differences);
    [batch, size] = [[], 0];
  };
  for await (const placed of records()) {
    const { client, key } = readPlaced(placed);
    requests += 1;
    clients.add(client);
    const before = times.get(key) ?? 0;
    times.set(key, before + 1);
    if (before > 0) continue;
    const text = dhcpRecordLine(placed.record);
    keys.set(placed.place, key);
    batch.push({ place: placed.place, text });
    size += text.length;
    if (batch.length >= most || size >= largest.text) await send();
  }
  if (batch.length > 0 || told === undefined) await send();
  const counted = differences.map((one) => ({ ...one, times: times.get(keys.get(one.place) ?? '') ?? 1 }));
  const different = counted.reduce((sum, one) => sum + one.times, 0);
  return { ...(told as unknown as Replay), requests, clients: clients.size, different, differences: counted };
}
