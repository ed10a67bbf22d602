import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type ClustoException } from '../../packages/clusto/src/base/errors.ts';
import { BasicServer } from '../../packages/clusto/src/drivers/devices/basic-server.ts';
import { IPManager } from '../../packages/clusto/src/drivers/resources/ip-manager.ts';
import { Pool } from '../../packages/clusto/src/drivers/pools/pool.ts';
import { type Clusto } from '../../packages/clusto/src/operations/clusto.ts';
import { openDhcpChannel } from '../../packages/clusto/src/services/dhcp/dhcp-channel.ts';
import { Dhcpd } from '../../packages/clusto/src/services/dhcp/dhcpd.ts';
import { serviceMetrics } from '../../packages/clusto/src/services/monitor/service-metrics.ts';
import { type ServiceContext } from '../../packages/clusto/src/services/service.ts';
import { decodeDhcp4, encodeDhcp4 } from '../../packages/clusto/src/wire/dhcp/dhcp4-packet.ts';
import { formatIp4, parseIp4 } from '../../packages/clusto/src/wire/ip4.ts';
import { countStatements } from '../support/count-statements.ts';
import { databases } from '../support/databases.ts';
import { request, serverIp, type Written } from '../support/dhcp4-talk.ts';
import { useClusto } from '../support/use-clusto.ts';

const mac = '00:1b:21:3c:4d:5e';
const kinds = ['', '', 'offer', '', '', 'ack', 'nak'];
const discover: Written = { type: 'discover', mac };
const requesting = (ip: string): Written => ({
  type: 'request',
  mac,
  options: { 'dhcp-server-identifier': serverIp, 'dhcp-requested-address': ip },
});
/** The last word of each conversation: an answer to it says that everything before was worked off. */
const lastMac = '00:00:00:00:00:01';
const last: Written = { type: 'discover', mac: lastMac, header: { xid: 0xfffe } };

async function freePort(): Promise<number> {
  const socket = createSocket('udp4');
  await once(socket.bind(0, '127.0.0.1'), 'listening');
  const { port } = socket.address();
  await new Promise<void>((resolve) => void socket.close(resolve));
  return port;
}

describe.each(databases)('the DHCP server on $name', (kind) => {
  const it = useClusto(kind);
  const said: string[] = [];
  const sent: string[] = [];
  let client: Socket;
  let dhcpd: Dhcpd;
  let metrics: ServiceContext['metrics'];
  let port: number;
  let settings: Record<string, unknown>;
  let failed: unknown;

  const context = (inventory: Clusto): ServiceContext => ({
    inventory,
    metrics,
    log: { write: (id, detail) => said.push([id, ...Object.values(detail)].map(String).join(' ')) },
    sockets: [],
    signal: new AbortController().signal,
    fail: (error) => (failed = error),
  });

  /** The inventory with settings for the server. */
  const configured = (more: Readonly<Record<string, unknown>> = {}): Promise<Clusto> =>
    it.as('dhcpd', { settings: { dhcpd: { ...settings, ...more } } });

  beforeEach(async () => {
    said.length = 0;
    sent.length = 0;
    failed = undefined;
    metrics = serviceMetrics(() => []).registry;
    port = await freePort();
    client = createSocket('udp4');
    await once(client.bind(0, '127.0.0.1'), 'listening');
    settings = { listen: [serverIp], port, clientPort: client.address().port, relays: ['10.0.0.254'], clientRate: 50 };
    const { clusto } = it;
    const lan = await clusto.create(IPManager, 'lan', { baseip: '10.0.0.0', netmask: '24', gateway: '10.0.0.254' });
    const [enabled, server, other] = [
      await clusto.create(Pool, 'enabled'),
      await clusto.create(BasicServer, 'web1'),
      await clusto.create(BasicServer, 'last'),
    ];
    await enabled.setAttr({ key: 'dhcp', subkey: 'enabled', value: true });
    for (const [thing, address, ip] of [
      [server, mac, '10.0.0.7'],
      [other, lastMac, '10.0.0.8'],
    ] as const) {
      await thing.setPortAttr('nic-eth', 1, 'mac', address);
      await lan.allocate(thing, ip);
      await enabled.insert(thing);
    }
    // the server is at 10.0.0.1 on the network of the tests, which is loopback: what it sends comes to the client
    dhcpd = new Dhcpd(async (at, inherited, listener) => {
      const channel = await openDhcpChannel({ ...at, address: parseIp4('127.0.0.1') }, inherited, {
        ...listener,
        packet: (bytes, from) => listener.packet(bytes, from, here),
      });
      const here = {
        ...channel,
        server: at.address,
        send: (bytes: Uint8Array, to: { address: string; port: number }) => {
          sent.push(to.port === client.address().port ? `${to.address}:client` : `${to.address}:${to.port}`);
          channel.send(bytes, { address: '127.0.0.1', port: client.address().port });
        },
      };
      return here;
    });
    await dhcpd.start(context(await configured()));
  });
  afterEach(async () => {
    await dhcpd.stop();
    client.close();
  });

  /** Sends packets, and what came back until the answer to the last one. */
  async function talk(...packets: readonly (Written | Uint8Array)[]): Promise<string[]> {
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
    sent.pop();
    return heard;
  }

  const outcomes = async (): Promise<Record<string, number>> => {
    const { values } = await metrics.getSingleMetric('clusto_dhcp_packets_total')!.get();
    return Object.fromEntries(values.map(({ labels, value }) => [labels['outcome'], value]));
  };

  test('offers what another has bound in the meantime', async () => {
    const { clusto } = it;
    const [server, lan] = [await clusto.getByName('web1'), await clusto.getByName('lan')];
    await clusto.transaction({}, async () => {
      await (lan as IPManager).deallocate(server, '10.0.0.7');
      await (lan as IPManager).allocate(server, '10.0.0.77');
    });
    const version = await clusto.version();
    await vi.waitFor(async () => expect(await metrics.metrics()).toContain(`clusto_dhcp_version ${version}\n`));
    expect(await talk(discover)).toEqual(['offer 10.0.0.77']);
  });

  // the rest comes out of memory, whatever the database
  if (kind.name !== 'sqlite') return;

  test('gives an address, goes on with it, and refuses another one', async () => {
    expect(await talk(discover, requesting('10.0.0.7'))).toEqual(['offer 10.0.0.7', 'ack 10.0.0.7']);
    expect(sent).toEqual(['255.255.255.255:client', '255.255.255.255:client']);
    expect(await talk({ type: 'request', mac, ciaddr: '10.0.0.7' })).toEqual(['ack 10.0.0.7']);
    expect(sent.at(-1)).toBe('10.0.0.7:client');
    expect(await talk(requesting('10.0.0.9'))).toEqual(['nak 0.0.0.0']);
    expect(said).toContain(`DHCP_LEASE_GIVEN ${mac} web1 10.0.0.7 0.0.0.0`);
    expect(said.join()).toContain(`DHCP_REQUEST_REFUSED ${mac} web1 0.0.0.0 the address is not that of this client`);
  });

  test('answers through relays that are known', async () => {
    expect(await talk({ ...discover, giaddr: '10.0.0.254' }, { ...discover, giaddr: '10.0.0.253' })).toEqual([
      'offer 10.0.0.7',
    ]);
    expect(sent).toEqual([`10.0.0.254:${port}`]);
    expect(await outcomes()).toMatchObject({ 'relay-refused': 1 });
  });

  test('asks the database nothing for a packet', async () => {
    const unknown = Array.from({ length: 200 }, (_, index) => ({
      ...discover,
      mac: `02:00:00:00:00:${(index + 16).toString(16)}`,
    }));
    const heard: string[] = [];
    const statements = await countStatements(async () => void heard.push(...(await talk(discover, ...unknown))));
    // whoever follows changes looks now and then, on a database that does not tell of them
    expect(statements).toBeLessThan(40);
    expect(heard).toEqual(['offer 10.0.0.7']);
    expect(await outcomes()).toMatchObject({ offer: 2, 'unknown-client': 200 });
    // a flood is a few lines
    expect(said.filter((line) => line.startsWith('DHCP_CLIENT_UNKNOWN')).length).toBe(10);
  });

  test('is not held up by one client, nor by packets that are none', async () => {
    const flood = Array.from({ length: 200 }, () => discover);
    vi.useFakeTimers({ toFake: ['Date'], now: 1000 });
    try {
      const nonsense = [new Uint8Array(3), new Uint8Array(300), new Uint8Array(2000).fill(255)];
      expect((await talk(...flood, ...nonsense)).length).toBe(50);
    } finally {
      vi.useRealTimers();
    }
    expect(await outcomes()).toEqual({ offer: 51, 'too-often': 150, malformed: 3 });
    expect(await talk({ ...discover, header: { op: 2 } })).toEqual([]);
  });

  test('withholds an address that its client found in use', async () => {
    const decline: Written = { ...requesting('10.0.0.7'), type: 'decline' };
    expect(await talk(decline, discover)).toEqual([]);
    expect(said).toContain(`DHCP_ADDRESS_DECLINED ${mac} web1 10.0.0.7 86400`);
    expect(await metrics.metrics()).toContain('clusto_dhcp_declined 1');
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 86_400_001 });
    try {
      expect(await talk(discover)).toEqual(['offer 10.0.0.7']);
    } finally {
      vi.useRealTimers();
    }
  });

  test('takes other settings and drivers on a reload, but not another port', async () => {
    await dhcpd.reload(context(await configured({ relays: ['10.0.0.253'] })));
    expect(await talk({ ...discover, giaddr: '10.0.0.253' })).toEqual(['offer 10.0.0.7']);
    const refused = dhcpd.reload(context(await configured({ port: 1067 })));
    await expect(refused).rejects.toMatchObject({ code: 'SERVICE_RESTART_NEEDED' } satisfies Partial<ClustoException>);
    expect(await talk(discover)).toEqual(['offer 10.0.0.7']);
  });

  test('lets no second one have its port, and stops hearing when it drains', async () => {
    const second = new Dhcpd((at, ...rest) => openDhcpChannel({ ...at, address: parseIp4('127.0.0.1') }, ...rest));
    metrics.clear();
    await expect(second.start(context(await configured()))).rejects.toMatchObject({
      code: 'SERVICE_SOCKET_FAILED',
      message: expect.stringContaining(`127.0.0.1:${port}`),
    });
    await second.stop();
    await dhcpd.drain();
    await new Promise((resolve) => client.send(encodeDhcp4(request(discover)).bytes, port, '127.0.0.1', resolve));
    await dhcpd.stop();
    expect(sent).toEqual([]);
    expect(failed).toBeUndefined();
  });
});

describe('the DHCP server without its database', () => {
  const it = useClusto(databases[0]!);

  test('says since when, and of which version its answers are', async () => {
    const inventory = await it.as('dhcpd', { settings: { dhcpd: { listen: ['127.0.0.1'], port: await freePort() } } });
    let onOutage: ((error: unknown) => void) | undefined;
    const changes = inventory.changes.bind(inventory);
    vi.spyOn(inventory, 'changes').mockImplementation((params) => {
      onOutage = params?.onOutage;
      return changes(params);
    });
    const said: string[] = [];
    const dhcpd = new Dhcpd();
    const log: ServiceContext['log'] = { write: (id) => said.push(id) };
    const rest = { sockets: [], signal: new AbortController().signal, fail: () => {} };
    await dhcpd.start({ inventory, log, metrics: serviceMetrics(() => []).registry, ...rest });
    expect(dhcpd.health()).toEqual({ status: 'ok' });
    onOutage?.(new Error('gone'));
    expect(dhcpd.health()).toMatchObject({
      status: 'degraded',
      reason: expect.stringMatching(/^The database has not answered since .*Z; answers are of version \d+\.$/),
    });
    onOutage?.(null);
    expect(dhcpd.health()).toEqual({ status: 'ok' });
    expect(said.slice(-2)).toEqual(['DHCP_DATABASE_LOST', 'DHCP_DATABASE_BACK']);
    await dhcpd.stop();
  });
});
