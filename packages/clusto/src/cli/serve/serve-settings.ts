import { failure } from '../../base/errors.ts';
import { type Clusto } from '../../operations/clusto.ts';
import { type LogLevel } from '../../services/log/open-logger.ts';
import { type MonitorAddress, readMonitorAddress } from '../../services/monitor/monitor-address.ts';
import { type ServiceKind, type ServiceTable } from '../../services/service-table.ts';
import { type GlobalOptions } from '../options.ts';

/** What the commands have that run services. */
export interface ServeOptions extends GlobalOptions {
  readonly monitor?: string;
  readonly logLevel?: LogLevel;
}

/** How services are run: the section `[serve]`, and what the command line says instead. */
export interface ServeSettings {
  /** Those that are named; none when all are meant. */
  readonly services: readonly string[];
  readonly monitor: MonitorAddress | undefined;
  /** In milliseconds. */
  readonly drainTimeout: number;
  readonly logLevel: LogLevel;
  readonly logFile: string | undefined;
}

interface Section {
  readonly services?: readonly string[];
  readonly monitor?: string;
  readonly drainTimeout?: number;
  readonly logLevel?: LogLevel;
  readonly logFile?: string;
}

/** @throws ARGUMENT_INVALID for an address that is none */
export function serveSettings(inventory: Clusto, options: ServeOptions): ServeSettings {
  const section: Section = inventory.settings('serve');
  return {
    services: section.services ?? [],
    monitor: readMonitorAddress(options.monitor ?? section.monitor ?? '127.0.0.1:9850'),
    drainTimeout: section.drainTimeout ?? 10_000,
    logLevel: options.logLevel ?? section.logLevel ?? 'info',
    logFile: section.logFile,
  };
}

/**
 * The services that are named, each once; when none is, those that have a section in the configuration; without one all of them, so
 * that each says what it needs.
 * @throws SERVICE_UNKNOWN
 */
export function chooseServices(
  names: readonly string[],
  table: ServiceTable,
  inventory: Pick<Clusto, 'settings'>,
): ServiceKind[] {
  const known = Object.keys(table);
  const configured = known.filter((name) => Object.keys(inventory.settings(name)).length > 0);
  const meant = configured.length === 0 ? known : configured;
  return [...new Set(names.length === 0 ? meant : names)].map((name) => {
    const kind = Object.hasOwn(table, name) ? table[name] : undefined;
    if (kind === undefined) throw failure('SERVICE_UNKNOWN', { name, known });
    return kind;
  });
}
