import { Buffer } from 'node:buffer';
import { formatIp, ipFromKey } from '../../base/ip.ts';
import { type Log } from '../log/log.ts';
import { type ServiceContext } from '../service.ts';
import { type DeclinedAddresses } from './declined-addresses.ts';
import { type DhcpRecorder } from './dhcp-recorder.ts';
import { type DhcpTruth } from './dhcp-truth.ts';
import { Dhcp6Answers } from './dhcp6-answers.ts';
import { type Dhcp6Listener, type openDhcp6Channels } from './dhcp6-channel.ts';
import { dhcp6Metrics } from './dhcp6-metrics.ts';
import { type Dhcp6Settings } from './dhcp6-settings.ts';
import { type DhcpWrites } from './dhcp-writes.ts';
import { type DhcpdSettings } from './dhcpd-settings.ts';

/** What is answered by; a reload brings another. */
export interface Dhcp6Basis {
  readonly truth: DhcpTruth;
  readonly recorder: DhcpRecorder | undefined;
  readonly settings: DhcpdSettings;
  readonly six: Dhcp6Settings;
  /** The identifier of this server. */
  readonly server: Uint8Array;
}

/** What the server for IPv6 lives on. */
export interface Dhcp6Life extends Pick<ServiceContext, 'log' | 'metrics' | 'sockets' | 'fail'> {
  /** For what others can cause in floods. */
  readonly limited: Log;
  readonly basis: () => Dhcp6Basis;
  /** The time of the inventory, in milliseconds. */
  readonly now: () => number;
  readonly declined: DeclinedAddresses;
  readonly writes: DhcpWrites;
  readonly isDraining: () => boolean;
  /** Opens the ways to clients and relays. */
  readonly open: typeof openDhcp6Channels;
}

/** Serves IPv6, until what it returns is disposed. @throws SERVICE_SOCKET_FAILED */
export async function serveDhcp6({
  basis,
  now,
  log,
  limited,
  isDraining,
  declined,
  writes,
  ...life
}: Dhcp6Life): Promise<Disposable> {
  const answers = new Dhcp6Answers(() => {
    const { truth, recorder, ...settings } = basis();
    const { index, version } = truth;
    return {
      ...settings,
      version,
      record: recorder && ((request) => recorder.take(request)),
      hostsOf: (mac) => index.hostsOf(mac),
      hostOfDuid: (duid) => index.hostOfDuid(duid),
      log,
      limited,
      count,
      declined,
      writes,
    };
  });
  const { count } = dhcp6Metrics(life.metrics, () => ({
    port: basis().six.port,
    declined: basis().truth.index.withheld(now(), 6) + declined.unwritten(now(), 6),
  }));
  const packet: Dhcp6Listener['packet'] = (bytes, from, channel) => {
    if (!isDraining()) answers.take(channel, bytes, from, now());
  };
  const { six, server } = basis();
  const opened = await life.open(six, life.sockets, {
    packet,
    unsent: (error, to) => limited.write('DHCP_UNSENT', { to: `[${to.address}]:${to.port}`, reason: error }),
    lost: life.fail,
  });
  for (const { address } of six.listen)
    log.write('DHCP6_LISTENING', {
      address: `[${formatIp(ipFromKey(address))}]:${six.port}`,
      duid: Buffer.from(server).toString('hex'),
    });
  return opened;
}
