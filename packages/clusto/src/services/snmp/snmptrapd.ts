import { ClustoException, failure, StoreException } from '../../base/errors.ts';
import { type Clusto } from '../../operations/clusto.ts';
import { discoverServer } from '../../operations/discovery/discover-server.ts';
import { type DiscoveryReport, type PortOutcome } from '../../operations/discovery/discovery-report.ts';
import { readTrapSenders } from '../../operations/discovery/read-trap-senders.ts';
import { type ReceivedTrap } from '../../providers/snmp/received-trap.ts';
import { type TrapAddress, TrapListener } from '../../providers/snmp/trap-listener.ts';
import { readTrapEvents, type TrapEvent } from '../../wire/snmp/trap-events.ts';
import { type Log } from '../log/log.ts';
import { rateLimited } from '../log/rate-limited.ts';
import { type Service, type ServiceContext, type ServiceHealth } from '../service.ts';
import { type SnmpMetrics, snmpMetrics } from './snmp-metrics.ts';
import { plainSource, type SnmptrapdSettings, snmptrapdSettings } from './snmptrapd-settings.ts';
import { TrapQueue } from './trap-queue.ts';

interface Waiting {
  readonly source: string;
  readonly events: readonly TrapEvent[];
}

/** What traps are worked off with; a reload brings another. */
interface Basis {
  readonly inventory: Clusto;
  readonly settings: SnmptrapdSettings;
}

/** What cannot become another while it runs: sockets may have been opened with rights that are gone. */
const fixed = ({ listen, port }: SnmptrapdSettings): string => JSON.stringify([listen, port]);

/** So long a source that the inventory does not know is not looked up again, in milliseconds. */
const forgetAfter = 10_000;
const mostStrangers = 10_000;

/** The receiver of SNMP traps: what switches learn becomes servers, and what is observed. */
export class Snmptrapd implements Service {
  readonly name = 'snmptrapd';
  readonly #held = new AsyncDisposableStack();
  readonly #strangers = new Map<string, number>();
  #basis: Basis | undefined;
  #listener: TrapListener | undefined;
  #queue: TrapQueue<Waiting> | undefined;
  #isDraining = false;
  #lostSince: Date | undefined;

  /** The ports that are listened at. */
  get ports(): number[] {
    return this.#listener?.ports ?? [];
  }

  /** @throws ARGUMENT_INVALID, IP_INVALID, CIDR_INVALID, SECRET_UNREADABLE, SERVICE_SOCKET_FAILED */
  async start(context: ServiceContext): Promise<void> {
    const { inventory, log, metrics, sockets, fail } = context;
    const limited = this.#held.use(rateLimited(log));
    const section = inventory.settings(this.name);
    const settings = snmptrapdSettings(section);
    const senders = readTrapSenders(inventory, section);
    this.#basis = { inventory, settings };
    const count = snmpMetrics(metrics, () => ({ port: settings.port, waiting: this.#queue?.size ?? 0 }));
    this.#queue = this.#held.use(this.#openQueue(limited, count));
    const drop = (reason: string, source: string): void => {
      count.trap(reason);
      limited.write('SNMP_DROPPED', { source: plainSource(source), reason });
    };
    const addresses: TrapAddress[] =
      sockets.length > 0
        ? sockets.map(({ fd }) => ({ fd }))
        : settings.listen.map((address) => ({ address, port: settings.port }));
    this.#listener = await TrapListener.open(addresses, senders, {
      isWelcome: (source) => {
        if (this.#isWelcome(source)) return true;
        count.trap('unwelcome');
        return false;
      },
      onTrap: (trap) => this.#take(trap, count, drop),
      onDrop: drop,
      onError: fail,
    });
    this.#held.use(this.#listener);
    for (const [index, port] of this.ports.entries())
      log.write('SNMP_LISTENING', { address: settings.listen[index] ?? 'an inherited socket', port });
  }

  /** @throws as `start`; SERVICE_RESTART_NEEDED when it is to listen elsewhere */
  async reload({ inventory }: ServiceContext): Promise<void> {
    const section = inventory.settings(this.name);
    const settings = snmptrapdSettings(section);
    const senders = readTrapSenders(inventory, section);
    if (this.#basis !== undefined && fixed(settings) !== fixed(this.#basis.settings))
      throw failure('SERVICE_RESTART_NEEDED', { name: this.name, options: 'snmptrapd.listen and snmptrapd.port' });
    this.#basis = { inventory, settings };
    this.#strangers.clear();
    this.#listener?.admit(senders);
  }

  /** Takes nothing more, and works off what waits. */
  async drain(): Promise<void> {
    this.#isDraining = true;
    await this.#queue?.idle();
  }

  stop(): Promise<void> {
    return this.#held.disposeAsync();
  }

  health(): ServiceHealth {
    if (this.#lostSince === undefined) return { status: 'ok' };
    return { status: 'degraded', reason: `Traps wait for the database since ${this.#lostSince.toISOString()}.` };
  }

  #isWelcome(source: string): boolean {
    const until = this.#strangers.get(plainSource(source));
    return (until === undefined || until < Date.now()) && this.#basis?.settings.isWelcome(source) === true;
  }

  #take(trap: ReceivedTrap, count: SnmpMetrics, drop: (reason: string, source: string) => void): boolean {
    const { source } = trap;
    // an inform that is not acknowledged comes again, to who runs then
    if (this.#isDraining) return false;
    let events: TrapEvent[];
    try {
      events = readTrapEvents(trap.trap, trap.varbinds);
    } catch (error) {
      if (!(error instanceof ClustoException)) throw error;
      drop('malformed', source);
      return true;
    }
    if (events.length === 0) {
      count.trap('other');
      return true;
    }
    if (this.#queue?.offer(source, { source, events }) !== true) {
      drop('queue-full', source);
      return false;
    }
    count.trap('taken');
    return true;
  }

  #openQueue(log: Log, count: SnmpMetrics): TrapQueue<Waiting> {
    const limits = () => {
      const most = this.#basis?.settings.queue ?? 1;
      return { most, mostOfOne: Math.ceil(most / 4) };
    };
    return new TrapQueue<Waiting>(limits, {
      work: async ({ source, events }) => {
        const { inventory, settings } = this.#basis as Basis;
        const report = await discoverServer(inventory, { source, events, nameManager: settings.nameManager });
        this.#lostSince = undefined;
        this.#tell(report, log, count);
      },
      onError: (error, { source }) => {
        if (error instanceof StoreException) {
          this.#lostSince ??= new Date();
          log.write('SNMP_WAITING', { source, reason: error });
          return true;
        }
        log.write('SNMP_FAILED', { source, reason: error });
        return false;
      },
    });
  }

  #tell({ source, switch: device, ignored, ports }: DiscoveryReport, log: Log, count: SnmpMetrics): void {
    if (ignored !== null) {
      count.trap(ignored);
      log.write('SNMP_SOURCE_IGNORED', { source, reason: ignored });
      if (this.#strangers.size >= mostStrangers) this.#strangers.clear();
      this.#strangers.set(source, Date.now() + forgetAfter);
    }
    for (const outcome of ports) {
      count.port(outcome.action);
      tellPort(device ?? source, outcome, log);
    }
  }
}

function tellPort(device: string, { port, mac, vlan, action, server, error }: PortOutcome, log: Log): void {
  const where = { mac, device, port };
  if (action === 'created') log.write('SNMP_SERVER_CREATED', { server, ...where, vlan });
  else if (action === 'placed' || action === 'completed')
    log.write('SNMP_SERVER_COMPLETED', { server, ...where, vlan });
  else if (action === 'elsewhere' || action === 'other-address') log.write('SNMP_DRIFT', { ...where, server, action });
  else if (action === 'failed') log.write('SNMP_DISCOVERY_FAILED', { ...where, reason: error });
  else log.write('SNMP_ADDRESS_SEEN', { ...where, action });
}
