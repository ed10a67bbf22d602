import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import { type LogId } from '../log/log-messages.ts';
import { serviceStates, type ServiceReport } from '../service-report.ts';
import { countBy } from './count-by.ts';

/** What is measured of every process that runs services, beside what the services measure themselves. */
export interface ServiceMetrics {
  readonly registry: Registry;
  readonly onMessage: (id: LogId) => void;
  readonly onDrop: () => void;
  readonly onReload: (result: 'taken' | 'refused') => void;
}

/** A registry with the metrics of Node, of the log and of the services. @param reports how the services are, now */
export function serviceMetrics(reports: () => readonly ServiceReport[]): ServiceMetrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const onMessage = countBy(registry, {
    name: 'clusto_log_messages_total',
    help: 'Messages by id, also those that the level of the log leaves out.',
    label: 'id',
  });
  const dropped = new Counter({
    name: 'clusto_log_dropped_total',
    help: 'Lines of the log that were lost, as their reader did not read.',
    registers,
  });
  const reloads = new Counter({
    name: 'clusto_reloads_total',
    help: 'Reloads of configuration and plug-ins, by what became of them.',
    labelNames: ['result'],
    registers,
  });
  for (const result of ['taken', 'refused']) reloads.inc({ result }, 0);
  const state = new Gauge({
    name: 'clusto_service_state',
    help: '1 for the state in which a service is, 0 for the others.',
    labelNames: ['service', 'state'],
    registers,
    collect: () => {
      for (const report of reports())
        for (const one of serviceStates) state.set({ service: report.name, state: one }, one === report.state ? 1 : 0);
    },
  });
  const degraded = new Gauge({
    name: 'clusto_service_degraded',
    help: '1 for a service that runs and is not well; /readyz says why.',
    labelNames: ['service'],
    registers,
    collect: () => {
      for (const { name, health } of reports()) degraded.set({ service: name }, health.status === 'ok' ? 0 : 1);
    },
  });
  return {
    registry,
    onMessage,
    onDrop: () => dropped.inc(),
    onReload: (result) => reloads.inc({ result }),
  };
}
