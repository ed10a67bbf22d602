import { failure } from '../../base/errors.ts';
import { formatIp4 } from '../../wire/ip4.ts';
import { type Clusto } from '../../operations/clusto.ts';
import { type Log } from '../log/log.ts';
import { rateLimited } from '../log/rate-limited.ts';
import { type Service, type ServiceContext, type ServiceHealth } from '../service.ts';
import { type DhcpAnswering, DhcpAnswers } from './dhcp-answers.ts';
import { DeclinedAddresses } from './declined-addresses.ts';
import { type DhcpListener, openDhcpChannel } from './dhcp-channel.ts';
import { dhcpMetrics } from './dhcp-metrics.ts';
import { DhcpRecorder } from './dhcp-recorder.ts';
import { DhcpTruth } from './dhcp-truth.ts';
import { DhcpWrites } from './dhcp-writes.ts';
import { openDhcp6Channels } from './dhcp6-channel.ts';
import { type DhcpdSettings, dhcpdSettings } from './dhcpd-settings.ts';
import { inheritedFor } from './inherited-for.ts';
import { type Dhcp6Basis, type Dhcp6Life, serveDhcp6 } from './serve-dhcp6.ts';
import { serverDuid } from './server-duid.ts';

/** What cannot become another while it runs: sockets may have been opened with rights that are gone. */
const fixed = ({ listen, port, six }: DhcpdSettings): string =>
  JSON.stringify([listen, port, six?.listen, six?.port, six?.hasSiteGroup]);

const options = 'dhcpd.listen, dhcpd.port, dhcpd.port6 and dhcpd.siteGroup';

/** What answers are made of; a reload brings another. */
interface Basis {
  readonly inventory: Clusto;
  readonly truth: DhcpTruth;
  readonly settings: DhcpdSettings;
  readonly recorder: DhcpRecorder | undefined;
  /** What is given back when another takes its place. */
  readonly held: AsyncDisposable;
  /** What is served of IPv6, where it is. */
  readonly six: Pick<Dhcp6Basis, 'six' | 'server'> | undefined;
}

/** The DHCP server: addresses that are bound in the inventory, and the options of its `dhcp` attributes, out of memory. */
export class Dhcpd implements Service {
  readonly name = 'dhcpd';
  readonly #open: typeof openDhcpChannel;
  readonly #open6: typeof openDhcp6Channels;
  readonly #held = new AsyncDisposableStack();
  #basis: Basis | undefined;
  #writes: DhcpWrites | undefined;
  #limited: Log | undefined;
  #isDraining = false;

  /** @param open opens the way to clients, and `open6` that to clients of IPv6 */
  constructor(open: typeof openDhcpChannel = openDhcpChannel, open6: typeof openDhcp6Channels = openDhcp6Channels) {
    this.#open = open;
    this.#open6 = open6;
  }

  /** @throws ARGUMENT_INVALID, IP_INVALID, CIDR_INVALID, SERVICE_SOCKET_FAILED, and what the database says */
  async start(context: ServiceContext): Promise<void> {
    const { log, metrics, fail, signal } = context;
    const limited = this.#held.use(rateLimited(log));
    this.#held.defer(() => this.#basis?.held[Symbol.asyncDispose]());
    const basis = await this.#read(context, limited);
    this.#limited = limited;
    this.#basis = basis;
    signal.throwIfAborted();
    const current = (): Basis => this.#basis ?? basis;
    const now = (): number => current().inventory.clock.now().getTime();
    const declined = new DeclinedAddresses(() => current().truth.version);
    const answers = new DhcpAnswers(() => answering(), now);
    const { count, countLearned } = dhcpMetrics(metrics, () => ({
      port: basis.settings.port,
      hosts: current().truth.index.size,
      version: current().truth.version,
      held: current().truth.index.discovery.held,
      declined: current().truth.index.withheld(now(), 4) + declined.unwritten(now(), 4),
    }));
    const writes = this.#held.use(
      new DhcpWrites({ inventory: () => current().inventory, limited, countLearned, declined }),
    );
    this.#writes = writes;
    const answering = (): DhcpAnswering => {
      const { settings, truth, recorder } = current();
      return {
        settings,
        hostsOf: (mac) => truth.index.hostsOf(mac),
        newcomersOf: (mac) => truth.index.newcomersOf(mac),
        // who is about to be learned gets the address that is bound
        guestOf: (mac, link, at) =>
          truth.index.newcomersOf(mac).length > 0 ? undefined : truth.index.discovery.guestOf(mac, link, at),
        log,
        limited,
        count,
        declined,
        writes,
        version: truth.version,
        record: recorder && ((request) => recorder.take(request)),
      };
    };
    await this.#listen(context, basis.settings, answers, {
      unsent: (error, to) => limited.write('DHCP_UNSENT', { to: `${to.address}:${to.port}`, reason: error }),
      lost: fail,
    });
    if (basis.six !== undefined)
      await this.#serve6({ ...context, limited, now, declined, writes }, { ...basis, ...basis.six });
  }

  /** @throws as `start`; SERVICE_RESTART_NEEDED when it is to listen elsewhere */
  async reload(context: ServiceContext): Promise<void> {
    const before = this.#basis;
    const settings = dhcpdSettings(context.inventory.settings(this.name));
    if (before !== undefined && fixed(settings) !== fixed(before.settings))
      throw failure('SERVICE_RESTART_NEEDED', { name: this.name, options });
    this.#basis = await this.#read(context, this.#limited ?? context.log);
    await before?.held[Symbol.asyncDispose]();
  }

  /** An answer takes no time; what packets change in the inventory is written. */
  async drain(): Promise<void> {
    this.#isDraining = true;
    await this.#writes?.drain();
  }

  stop(): Promise<void> {
    return this.#held.disposeAsync();
  }

  health(): ServiceHealth {
    return this.#basis?.truth.health() ?? { status: 'ok' };
  }

  async #read({ inventory, log, fail }: ServiceContext, limited: Log): Promise<Basis> {
    await using held = new AsyncDisposableStack();
    const settings = dhcpdSettings(inventory.settings(this.name));
    const { record, six } = settings;
    // before all hosts are read: it may be missing
    const served = six === undefined ? undefined : { six, server: serverDuid(six.duid) };
    const onLoss = (reason: unknown): void => limited.write('DHCP_UNRECORDED', { file: record?.file, reason });
    const recorder = record && held.use(await DhcpRecorder.open(record, onLoss));
    if (record !== undefined) log.write('DHCP_RECORDING', { file: record.file });
    const truth = held.use(await DhcpTruth.read(inventory, log, fail));
    return { inventory, settings, six: served, truth, recorder, held: held.move() };
  }

  async #serve6(life: Omit<Dhcp6Life, 'basis' | 'isDraining' | 'open'>, first: Dhcp6Basis): Promise<void> {
    let last = first;
    const basis = (): Dhcp6Basis => {
      const present = this.#basis;
      if (present?.six !== undefined) last = { ...present, ...present.six };
      return last;
    };
    const isDraining = (): boolean => this.#isDraining;
    this.#held.use(await serveDhcp6({ ...life, basis, isDraining, open: this.#open6 }));
  }

  async #listen(
    { log, sockets }: ServiceContext,
    { listen, port }: DhcpdSettings,
    answers: DhcpAnswers,
    listener: Omit<DhcpListener, 'packet'>,
  ): Promise<void> {
    // of several networks a broadcast at 0.0.0.0 does not say from which one it came
    const isDirect = listen.length === 1;
    for (const where of listen) {
      const packet: DhcpListener['packet'] = (bytes, from, channel) => {
        if (!this.#isDraining) answers.take(channel, bytes, from);
      };
      const inherited = inheritedFor(where, sockets);
      const channel = await this.#open({ address: where.address, port, isDirect }, inherited, { ...listener, packet });
      this.#held.defer(() => channel.close());
      const address = `${formatIp4(where.address)}:${port}`;
      log.write('DHCP_LISTENING', { address });
      if (!channel.isDirect) log.write('DHCP_RELAYED_ONLY', { address });
    }
  }
}
