import { Counter, Gauge, type Registry } from 'prom-client';
import { dropsAt } from '../dhcp/dhcp-metrics.ts';

/** What is measured of the receiver of traps. */
export interface SnmpMetrics {
  /** Counts a datagram. @param outcome `taken`, or why it was not */
  readonly trap: (outcome: string) => void;
  /** Counts what became of an address that was learned. */
  readonly port: (action: string) => void;
}

/** What the receiver says of itself when it is asked for its metrics. */
export interface SnmpFigures {
  readonly port: number;
  readonly waiting: number;
}

/** Registers the metrics of the receiver of traps. */
export function snmpMetrics(registry: Registry, figures: () => SnmpFigures): SnmpMetrics {
  const registers = [registry];
  const traps = new Counter({
    name: 'clusto_snmp_traps_total',
    help: 'Datagrams that came in, by what became of them: taken, or why not.',
    labelNames: ['outcome'],
    registers,
  });
  const ports = new Counter({
    name: 'clusto_snmp_addresses_total',
    help: 'MAC addresses that were learned at ports, by what became of them.',
    labelNames: ['action'],
    registers,
  });
  const gauge = (name: string, help: string, figure: () => number): void => {
    const made: Gauge = new Gauge({ name, help, registers, collect: () => made.set(figure()) });
  };
  gauge('clusto_snmp_queue', 'Traps that wait.', () => figures().waiting);
  gauge('clusto_snmp_socket_drops', 'Datagrams that the kernel has dropped, as the sockets were full.', () =>
    dropsAt(figures().port),
  );
  return { trap: (outcome) => traps.inc({ outcome }), port: (action) => ports.inc({ action }) };
}
