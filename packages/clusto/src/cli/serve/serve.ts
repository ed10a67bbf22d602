import { failure, show } from '../../base/errors.ts';
import { type Clusto } from '../../operations/clusto.ts';
import { createLog } from '../../services/log/log.ts';
import { openLogger } from '../../services/log/open-logger.ts';
import { startMonitor } from '../../services/monitor/monitor-server.ts';
import { serviceMetrics } from '../../services/monitor/service-metrics.ts';
import { ServiceRunner } from '../../services/service-runner.ts';
import { type ServiceTable } from '../../services/service-table.ts';
import { type InheritedSocket, inheritedSockets } from '../../services/sockets/inherited-sockets.ts';
import { exitCodes } from '../exit-codes.ts';
import { openForServices } from './open-for-services.ts';
import { processSignals } from './process-signals.ts';
import { chooseServices, type ServeOptions, type ServeSettings, serveSettings } from './serve-settings.ts';
import { systemdNotifier } from './systemd-notifier.ts';

/** The file descriptor of stderr. */
const stderr = 2;

/** The name of an inherited socket at which metrics and health are served. */
const monitorSocket = 'monitor';

/** The sockets for this process; programs that it starts are not told of them. */
function takeSockets(): InheritedSocket[] {
  const sockets = inheritedSockets(process.env, process.pid);
  for (const name of ['LISTEN_FDS', 'LISTEN_FDNAMES', 'LISTEN_PID']) delete process.env[name];
  return sockets;
}

/** What cannot become another while the process runs: it is opened before the first service. */
const fixed = ({ monitor, logFile }: ServeSettings): string => JSON.stringify([monitor, logFile]);

/** What is opened before the first service, and closed after the last one. */
async function prepare(options: ServeOptions, names: readonly string[], table: ServiceTable) {
  await using held = new AsyncDisposableStack();
  const sockets = takeSockets();
  const inventory = held.use(await openForServices(options));
  const settings = serveSettings(inventory.current, options);
  const chosen = chooseServices(names.length > 0 ? names : settings.services, table, inventory.current);
  const services = await Promise.all(chosen.map(({ load }) => load()));
  const metrics = serviceMetrics(() => runner.reports());
  const output = held.use(openLogger(settings.logFile ?? stderr, settings.logLevel, metrics.onDrop));
  const log = createLog(output.logger, metrics.onMessage);
  const runner = new ServiceRunner(services, log);
  for (const failed of inventory.current.pluginFailures) log.write('SERVICE_PLUGIN_FAILED', { reason: failed });
  const monitor = sockets.find(({ service }) => service === monitorSocket) ?? settings.monitor;
  if (monitor !== undefined)
    held.use(await startMonitor(monitor, { registry: metrics.registry, reports: () => runner.reports(), log }));
  return { held: held.move(), settings, sockets, inventory, metrics, output, log, runner };
}

/**
 * Runs services until the process is asked to end: SIGTERM and SIGINT let them finish first, a second one does not; SIGHUP
 * reads configuration and plug-ins again.
 * @param names of services; without any those that the configuration names or has a section for
 * @throws SERVICE_UNKNOWN, SERVICE_FAILED, SERVICE_SOCKET_FAILED, FILE_UNWRITABLE, and as `connect`
 */
export async function serve(options: ServeOptions, names: readonly string[], table: ServiceTable): Promise<void> {
  const prepared = await prepare(options, names, table);
  const { settings, sockets, inventory, metrics, output, log, runner } = prepared;
  await using held = prepared.held;
  const notifier = held.use(systemdNotifier(process.env, log));
  const onSecondStop = (): never => {
    log.write('SERVICES_INTERRUPTED', {});
    output.flush();
    process.exit(exitCodes.interrupted);
  };
  const signals = held.use(processSignals(onSecondStop));

  const contextFor = (of: Clusto) => ({
    log,
    inventory: of,
    metrics: metrics.registry,
    socketsOf: (name: string) => sockets.filter(({ service }) => service === name),
  });
  const reload = async (): Promise<void> => {
    await notifier.reloading();
    try {
      await inventory.replace(async (next) => {
        const wanted = serveSettings(next, options);
        if (fixed(wanted) !== fixed(settings))
          throw failure('RESTART_NEEDED', { options: 'serve.monitor and serve.logFile' });
        await runner.reload(contextFor(next));
        output.logger.level = wanted.logLevel;
      });
      output.reopen();
      log.write('SERVICES_RELOADED', {});
      metrics.onReload('taken');
    } catch (error) {
      log.write('SERVICES_RELOAD_REFUSED', { reason: show(error) });
      metrics.onReload('refused');
    }
    await notifier.ready();
  };

  held.defer(() => runner.stop());
  const started = runner.start(contextFor(inventory.current));
  if ((await Promise.race([started, signals.stop])) === 'stop') {
    // what ends because it is not to start any more has not failed
    started.catch(() => undefined);
    await notifier.stopping();
    return;
  }
  await notifier.ready();
  for (;;) {
    const event = await Promise.race([signals.next(), runner.failed]);
    if (event === 'reload') await reload();
    else if (event === 'stop') break;
    else throw event;
  }
  await notifier.stopping();
  await runner.drain(serveSettings(inventory.current, options).drainTimeout);
}
