import { readFileSync } from 'node:fs';
import { Gauge, type Registry } from 'prom-client';
import { countBy } from '../monitor/count-by.ts';
import { udpDrops, udpTables } from './udp-drops.ts';

/** What is measured of the DHCP server. */
export interface DhcpMetrics {
  /** Counts a packet. @param outcome `offer`, `ack` or `nak`, or why there is no answer */
  readonly count: (outcome: string) => void;
  /** Counts a client that might be one to learn. */
  readonly countLearned: (outcome: string) => void;
}

/** What the server says of itself when it is asked for its metrics. */
export interface DhcpFigures {
  readonly port: number;
  readonly hosts: number;
  readonly version: number;
  readonly declined: number;
  /** Addresses that are held for clients that nobody knows. */
  readonly held: number;
}

/** What the sockets at a port have lost because they were full. @param family the version of the Internet Protocol */
export function dropsAt(port: number, family: keyof typeof udpTables = 4): number {
  try {
    return udpDrops(readFileSync(udpTables[family], 'utf8'), port);
  } catch {
    // another system than Linux
    return 0;
  }
}

/** Registers the metrics of the DHCP server. */
export function dhcpMetrics(registry: Registry, figures: () => DhcpFigures): DhcpMetrics {
  const registers = [registry];
  const count = countBy(registry, {
    name: 'clusto_dhcp_packets_total',
    help: 'Packets that came in, by what became of them: the kind of the answer, or why there is none.',
    label: 'outcome',
  });
  const countLearned = countBy(registry, {
    name: 'clusto_dhcp_learned_total',
    help: 'Clients known by bootstrap.mac, and management controllers, by what became of noting their MAC addresses.',
    label: 'outcome',
  });
  const gauge = (name: string, help: string, figure: () => number): void => {
    const made: Gauge = new Gauge({ name, help, registers, collect: () => made.set(figure()) });
  };
  gauge('clusto_dhcp_hosts', 'Hosts in memory.', () => figures().hosts);
  gauge('clusto_dhcp_version', 'The version of the inventory that answers are of.', () => figures().version);
  gauge('clusto_dhcp_declined', 'Addresses that are withheld, as they were declined.', () => figures().declined);
  gauge('clusto_dhcp_discovery_held', 'Addresses of discovery subnets that are held.', () => figures().held);
  gauge('clusto_dhcp_socket_drops', 'Packets that the kernel has dropped, as the sockets were full.', () =>
    dropsAt(figures().port),
  );
  return { count, countLearned };
}
