import { ClustoException } from '../../base/errors.ts';
import type { DhcpRecord } from '../../operations/dhcp/dhcp-record.ts';
import { readRecorded } from '../../operations/dhcp/recorded-request.ts';
import { decodeDhcp4 } from '../../wire/dhcp/dhcp4-packet.ts';
import { decodeDhcp6 } from '../../wire/dhcp/dhcp6-message.ts';
import { openDhcpChannel } from './dhcp-channel.ts';
import { DhcpRecorder, type RecordSettings } from './dhcp-recorder.ts';
import { openDhcp6Channels } from './dhcp6-channel.ts';
import { type DhcpdSettings } from './dhcpd-settings.ts';
import { recordOf4 } from './record-of4.ts';
import { recordOf6 } from './record-of6.ts';
import { serverDuid } from './server-duid.ts';

export interface RecordRequestsParams {
  /** Where to listen, and whom to trust: as the server would. */
  readonly settings: DhcpdSettings;
  readonly record: RecordSettings;
  /** After so many it is enough. */
  readonly count?: number | undefined;
  /** Ends it. */
  readonly signal: AbortSignal;
  /** Hears why requests were not kept. */
  readonly onLoss: (reason: unknown) => void;
  /** Called when it listens. */
  readonly onListening: () => void;
}

/** What was heard. */
export interface RecordedRequests {
  readonly requests: number;
  /** Packets that are no requests, or cannot be read. */
  readonly others: number;
}

const noRequests: ReadonlySet<string> = new Set(['not-a-request', 'message-type']);

/**
 * Keeps requests without answering them, as somebody who listens beside another server, or before this one is used.
 * @throws FILE_UNWRITABLE, SERVICE_SOCKET_FAILED
 */
export async function recordRequests(params: RecordRequestsParams): Promise<RecordedRequests> {
  const { settings, record, count = Infinity, signal, onLoss } = params;
  await using held = new AsyncDisposableStack();
  const recorder = held.use(await DhcpRecorder.open(record, onLoss));
  const done = Promise.withResolvers<void>();
  let [requests, others] = [0, 0];
  const take = (read: () => DhcpRecord): void => {
    if (requests >= count) return;
    try {
      const request = read();
      if (noRequests.has(readRecorded(request).type)) others += 1;
      else {
        recorder.take(request);
        requests += 1;
      }
    } catch (error) {
      if (!(error instanceof ClustoException)) throw error;
      others += 1;
    }
    if (requests >= count) done.resolve();
  };
  const listener = { unsent: () => {}, lost: done.reject };
  const { listen, port, six } = settings;
  for (const { address } of listen) {
    const at = { address, port, isDirect: listen.length === 1 };
    const channel = await openDhcpChannel(at, undefined, {
      ...listener,
      packet: (bytes, from, way) => {
        const now = Date.now();
        take(() => recordOf4(decodeDhcp4(bytes), { channel: way, bytes, from, now, settings, version: null }));
      },
    });
    held.defer(() => channel.close());
  }
  if (six !== undefined) {
    const own = { six, server: serverDuid(six.duid) };
    const places = { ...six, listen: six.listen.map(({ address }) => ({ address, socket: undefined })) };
    const packet: Parameters<typeof openDhcp6Channels>[2]['packet'] = (bytes, from, channel) => {
      const now = Date.now();
      take(() => recordOf6(decodeDhcp6(bytes), { channel, bytes, from, now, settings, version: null }, own));
    };
    held.use(await openDhcp6Channels(places, [], { ...listener, packet }));
  }
  signal.addEventListener('abort', () => done.resolve(), { once: true });
  params.onListening();
  if (!signal.aborted) await done.promise;
  return { requests, others };
}
