import { Gauge, type Registry } from 'prom-client';
import { countBy } from '../monitor/count-by.ts';
import { type DhcpFigures, type DhcpMetrics, dropsAt } from './dhcp-metrics.ts';

/** Registers the metrics of the server for IPv6. */
export function dhcp6Metrics(
  registry: Registry,
  figures: () => Pick<DhcpFigures, 'port' | 'declined'>,
): Pick<DhcpMetrics, 'count'> {
  const registers = [registry];
  const count = countBy(registry, {
    name: 'clusto_dhcp6_packets_total',
    help: 'Packets of DHCPv6 that came in, by what became of them: the kind of the answer, or why there is none.',
    label: 'outcome',
  });
  const gauge = (name: string, help: string, figure: () => number): void => {
    const made: Gauge = new Gauge({ name, help, registers, collect: () => made.set(figure()) });
  };
  gauge('clusto_dhcp6_declined', 'IPv6 addresses that are withheld, as they were declined.', () => figures().declined);
  gauge('clusto_dhcp6_socket_drops', 'Packets of DHCPv6 that the kernel has dropped, as the sockets were full.', () =>
    dropsAt(figures().port, 6),
  );
  return { count };
}
