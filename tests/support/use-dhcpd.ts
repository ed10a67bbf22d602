import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { afterEach, beforeEach, vi } from 'vitest';
import { BasicServer } from '../../packages/clusto/src/drivers/devices/basic-server.ts';
import { Pool } from '../../packages/clusto/src/drivers/pools/pool.ts';
import { IPManager } from '../../packages/clusto/src/drivers/resources/ip-manager.ts';
import type { Clusto } from '../../packages/clusto/src/operations/clusto.ts';
import { openDhcpChannel } from '../../packages/clusto/src/services/dhcp/dhcp-channel.ts';
import { Dhcpd } from '../../packages/clusto/src/services/dhcp/dhcpd.ts';
import { serviceMetrics } from '../../packages/clusto/src/services/monitor/service-metrics.ts';
import type { ServiceContext } from '../../packages/clusto/src/services/service.ts';
import { decodeDhcp4, encodeDhcp4 } from '../../packages/clusto/src/wire/dhcp/dhcp4-packet.ts';
import { formatIp4, parseIp4 } from '../../packages/clusto/src/wire/ip4.ts';
import type { DatabaseKind } from './databases.ts';
import { clientMac, request, serverIp, type Written } from './dhcp4-talk.ts';
import { type TestClusto, useClusto } from './use-clusto.ts';

export const discover: Written = { type: 'discover' };
/** The request of a client for what it was offered. */
export const requesting = (ip: string, mac = clientMac): Written => ({
  type: 'request',
  mac,
  options: { 'dhcp-server-identifier': serverIp, 'dhcp-requested-address': ip },
});
export const declining = (ip: string, mac = clientMac): Written => ({ ...requesting(ip, mac), type: 'decline' });

const kinds = ['', '', 'offer', '', '', 'ack', 'nak'];
/** The last word of each conversation: an answer to it says that everything before was worked off. */
const lastMac = '00:00:00:00:00:01';
const last: Written = { type: 'discover', mac: lastMac, header: { xid: 0xfffe } };

/** What comes within a second comes later where the machine has other things to do. */
export const patience = { timeout: 15_000 };

export async function freePort(): Promise<number> {
  const socket = createSocket('udp4');
  await once(socket.bind(0, '127.0.0.1'), 'listening');
  const { port } = socket.address();
  await new Promise<void>((resolve) => void socket.close(resolve));
  return port;
}

/** A DHCP server at loopback, as if it were 10.0.0.1 on the network `lan`, for each test of a suite. */
export class TestDhcpd {
  readonly it: TestClusto;
  /** What it wrote into the log. */
  readonly said: string[] = [];
  /** Where it sent answers to. */
  readonly sent: string[] = [];
  client!: Socket;
  dhcpd!: Dhcpd;
  metrics!: ServiceContext['metrics'];
  port = 0;
  /** With what it failed. */
  failed: unknown;
  #settings: Record<string, unknown> = {};

  constructor(it: TestClusto) {
    this.it = it;
  }

  context(inventory: Clusto): ServiceContext {
    return {
      inventory,
      metrics: this.metrics,
      log: { write: (id, detail) => this.said.push([id, ...Object.values(detail)].map(String).join(' ')) },
      sockets: [],
      signal: new AbortController().signal,
      fail: (error) => (this.failed = error),
    };
  }

  /** The inventory with settings for the server. */
  configured(more: Readonly<Record<string, unknown>> = {}): Promise<Clusto> {
    return this.it.as('dhcpd', { settings: { dhcpd: { ...this.#settings, ...more } } });
  }

  /** `web1` with the usual address, in the pool `enabled`; and the server. */
  async begin(): Promise<void> {
    this.said.length = 0;
    this.sent.length = 0;
    this.failed = undefined;
    this.port = await freePort();
    this.client = createSocket('udp4');
    await once(this.client.bind(0, '127.0.0.1'), 'listening');
    const clientPort = this.client.address().port;
    this.#settings = { listen: [serverIp], port: this.port, clientPort, relays: ['10.0.0.254'], clientRate: 50 };
    const { clusto } = this.it;
    await clusto.create(IPManager, 'lan', { baseip: '10.0.0.0', netmask: '24', gateway: '10.0.0.254' });
    await (await clusto.create(Pool, 'enabled')).setAttr({ key: 'dhcp', subkey: 'enabled', value: true });
    await this.serve('web1', '10.0.0.7', clientMac);
    await this.serve('last', '10.0.0.8', lastMac);
    await this.start();
  }

  /** A server that is enabled, with an address and, unless there is none, a MAC address. */
  async serve(name: string, ip: string, mac?: string): Promise<BasicServer> {
    const { clusto } = this.it;
    const server = await clusto.create(BasicServer, name);
    if (mac !== undefined) await server.setPortAttr('nic-eth', 1, 'mac', mac);
    await (await clusto.getByName('lan', IPManager)).allocate(server, ip);
    await (await clusto.getByName('enabled', Pool)).insert(server);
    return server;
  }

  /** Starts the server, or another one in its place that knows nothing of it. */
  async start(more: Readonly<Record<string, unknown>> = {}, inventory?: Clusto): Promise<void> {
    this.metrics = serviceMetrics(() => []).registry;
    this.dhcpd = new Dhcpd(async (at, inherited, listener) => {
      // the server is at 10.0.0.1 on the network of the tests, which is loopback: what it sends comes to the client
      const channel = await openDhcpChannel({ ...at, address: parseIp4('127.0.0.1') }, inherited, {
        ...listener,
        packet: (bytes, from) => listener.packet(bytes, from, here),
      });
      const here = {
        ...channel,
        server: at.address,
        send: (bytes: Uint8Array, to: { address: string; port: number }) => {
          const port = this.client.address().port;
          this.sent.push(to.port === port ? `${to.address}:client` : `${to.address}:${to.port}`);
          channel.send(bytes, { address: '127.0.0.1', port });
        },
      };
      return here;
    });
    await this.dhcpd.start(this.context(inventory ?? (await this.configured(more))));
  }

  async end(): Promise<void> {
    await this.dhcpd.stop();
    this.client.close();
  }

  /** Sends packets, and what came back until the answer to the last one. */
  async talk(...packets: readonly (Written | Uint8Array)[]): Promise<string[]> {
    const { client, port } = this;
    const heard: string[] = [];
    const done = new Promise<void>((resolve) => {
      client.on('message', (bytes) => {
        const { xid, yiaddr, options } = decodeDhcp4(bytes);
        if (xid === last.header?.xid) resolve();
        else heard.push(`${kinds[options.get(53)?.[0] ?? 0]} ${formatIp4(yiaddr)}`);
      });
    });
    for (const packet of [...packets, last]) {
      const bytes = packet instanceof Uint8Array ? packet : encodeDhcp4(request(packet)).bytes;
      await new Promise((resolve) => client.send(bytes, port, '127.0.0.1', resolve));
    }
    await done;
    client.removeAllListeners('message');
    this.sent.pop();
    return heard;
  }

  /** How many packets there were, by what became of them. */
  async outcomes(metric = 'clusto_dhcp_packets_total'): Promise<Record<string, number>> {
    const { values } = await this.metrics.getSingleMetric(metric)!.get();
    return Object.fromEntries(values.map(({ labels, value }) => [labels['outcome'], value]));
  }

  /** Resolves when the server answers from what is in the inventory now. */
  async caughtUp(): Promise<void> {
    const version = await this.it.clusto.version();
    await vi.waitUntil(
      async () => (await this.metrics.metrics()).includes(`clusto_dhcp_version ${version}\n`),
      patience,
    );
  }

  /** Resolves when there is a version more than before. @returns its number */
  async written(before: number): Promise<number> {
    await vi.waitUntil(async () => (await this.it.clusto.version()) > before, patience);
    await this.caughtUp();
    return this.it.clusto.version();
  }
}

/** Gives each test of a suite a server of its own. */
export function useDhcpd(kind: DatabaseKind): TestDhcpd {
  const server = new TestDhcpd(useClusto(kind));
  beforeEach(() => server.begin());
  afterEach(() => server.end());
  return server;
}
