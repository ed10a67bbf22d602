import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Pool } from '../../packages/clusto/src/drivers/pools/pool.ts';
import { BasicServer } from '../../packages/clusto/src/drivers/devices/basic-server.ts';
import { IPManager } from '../../packages/clusto/src/drivers/resources/ip-manager.ts';
import { type Clusto } from '../../packages/clusto/src/operations/clusto.ts';
import { readDhcpRecords } from '../../packages/clusto/src/operations/dhcp/read-dhcp-records.ts';
import { replayDhcp } from '../../packages/clusto/src/operations/dhcp/replay-dhcp.ts';
import { openDhcpChannel } from '../../packages/clusto/src/services/dhcp/dhcp-channel.ts';
import { type Dhcp6Channel, openDhcp6Channels } from '../../packages/clusto/src/services/dhcp/dhcp6-channel.ts';
import { explainDhcp } from '../../packages/clusto/src/operations/dhcp/explain-dhcp.ts';
import { listDeclined } from '../../packages/clusto/src/operations/dhcp/list-declined.ts';
import { Dhcpd } from '../../packages/clusto/src/services/dhcp/dhcpd.ts';
import { serviceMetrics } from '../../packages/clusto/src/services/monitor/service-metrics.ts';
import { type ServiceContext } from '../../packages/clusto/src/services/service.ts';
import { type Dhcp6Option, encodeDhcp6 } from '../../packages/clusto/src/wire/dhcp/dhcp6-message.ts';
import { recordQuestions } from '../support/count-statements.ts';
import { databases } from '../support/databases.ts';
import {
  clientMac,
  duidOfMac,
  type Heard6,
  heard6,
  ip6,
  type Message6,
  relay6,
  request6,
  type Written6,
} from '../support/dhcp6-talk.ts';
import { mutated } from '../support/mutated.ts';
import { useClusto } from '../support/use-clusto.ts';

const server = '00020000abcd01';
const toServer: Dhcp6Option = [2, Uint8Array.from(Buffer.from(server, 'hex'))];
const rapid: Dhcp6Option = [14, new Uint8Array()];
const client = Buffer.from(duidOfMac(clientMac)).toString('hex');
const [address, asking, holding] = ['2001:db8::7', { 1: [] }, { 1: ['2001:db8::7'] }];
/** The last word of each conversation: an answer to it says that everything before was worked off. */
const last = request6('solicit', { clientId: duidOfMac('00:00:00:00:00:01'), transaction: 0xfffe });
const lastPeer = relay6('2001:db8::1');

type Spoken = Uint8Array | readonly [Message6, Written6?];

async function freePort(): Promise<number> {
  const socket = createSocket('udp6');
  await once(socket.bind(0, '::1'), 'listening');
  const { port } = socket.address();
  await new Promise<void>((resolve) => void socket.close(resolve));
  return port;
}

// what is said comes out of memory, whatever the database
describe('the DHCP server for IPv6', () => {
  const it = useClusto(databases[0]!);
  const said: string[] = [];
  const sent: string[] = [];
  let socket: Socket;
  let dhcpd: Dhcpd;
  let metrics: ServiceContext['metrics'];
  let port: number;
  let settings: Record<string, unknown>;
  let isMulticast: boolean;

  const context = (inventory: Clusto): ServiceContext => ({
    inventory,
    metrics,
    log: { write: (id, detail) => said.push([id, ...Object.values(detail)].map(String).join(' ')) },
    sockets: [],
    signal: new AbortController().signal,
    fail: (error) => said.push(String(error)),
  });

  const configured = (more: Readonly<Record<string, unknown>> = {}): Promise<Clusto> =>
    it.as('dhcpd', { settings: { dhcpd: { ...settings, ...more } } });

  /** The server is at 2001:db8::1 on the network of the tests, which is loopback: nothing can be multicast there. */
  const openHere: typeof openDhcp6Channels = (at, inherited, listener) =>
    openDhcp6Channels(at, inherited, {
      ...listener,
      packet: (bytes, from, { send }) => {
        const here: Dhcp6Channel = {
          interface: 'lan',
          links: isMulticast ? [ip6('2001:db8::1')] : [],
          isUnicast: !isMulticast,
          send: (answer, to) => {
            sent.push(
              `${to.address} ${to.port === port ? 'server' : to.port === socket.address().port ? 'client' : to.port}`,
            );
            send(answer, { address: '::1', port: socket.address().port });
          },
        };
        listener.packet(bytes, from, here);
      },
    });

  beforeEach(async () => {
    [said.length, sent.length, isMulticast] = [0, 0, true];
    metrics = serviceMetrics(() => []).registry;
    port = await freePort();
    socket = createSocket('udp6');
    await once(socket.bind(0, '::1'), 'listening');
    const relays = ['2001:db8::/64'];
    settings = {
      listen: ['::1'],
      port6: port,
      clientPort6: socket.address().port,
      relays,
      clientRate: 50,
      duid: server,
    };
    const { clusto } = it;
    const lan = await clusto.create(IPManager, 'lan6', { baseip: '2001:db8::', netmask: '64' });
    const enabled = await clusto.create(Pool, 'enabled');
    await enabled.setAttr({ key: 'dhcp6', subkey: 'enabled', value: true });
    await enabled.setAttr({ key: 'dhcp6', subkey: 'dns-servers', value: '2001:db8::53' });
    for (const [name, mac, ip] of [
      ['web1', clientMac, address],
      ['last', '00:00:00:00:00:01', '2001:db8::8'],
    ] as const) {
      const thing = await clusto.create(BasicServer, name);
      await thing.setPortAttr('nic-eth', 1, 'mac', mac);
      await lan.allocate(thing, ip);
      await enabled.insert(thing);
    }
    dhcpd = new Dhcpd(openDhcpChannel, openHere);
    await dhcpd.start(context(await configured()));
  });
  afterEach(async () => {
    await dhcpd.stop();
    socket.close();
  });

  /** Sends packets, and what came back until the answer to the last one. */
  async function talk(...packets: readonly Spoken[]): Promise<Heard6[]> {
    const heard: Heard6[] = [];
    const done = new Promise<void>((resolve) => {
      socket.on('message', (bytes) => {
        const answer = heard6(Uint8Array.from(bytes));
        if (answer.transaction === last.message.transaction) resolve();
        else heard.push(answer);
      });
    });
    const bytesOf = (packet: Spoken): Uint8Array =>
      packet instanceof Uint8Array ? packet : encodeDhcp6(request6(...packet), false);
    for (const bytes of [...packets.map(bytesOf), encodeDhcp6({ ...last, relays: [lastPeer] }, false)])
      await new Promise((resolve) => socket.send(bytes, port, '::1', resolve));
    await done;
    socket.removeAllListeners('message');
    sent.pop();
    return heard;
  }

  const given = { addresses: [[address, 3600, 3600]] };
  const outcomes = async (): Promise<Record<string, number>> => {
    const { values } = await metrics.getSingleMetric('clusto_dhcp6_packets_total')!.get();
    return Object.fromEntries(values.map(({ labels, value }) => [labels['outcome'], value]));
  };

  test('gives an address, goes on with it, confirms it and takes it back', async () => {
    expect(said).toContain(`DHCP6_LISTENING [::1]:${port} ${server}`);
    const options = [toServer];
    expect(
      await talk(
        ['solicit', { associations: asking, options: [rapid] }],
        ['request', { associations: holding, options }],
        ['renew', { associations: holding, options }],
        ['rebind', { associations: holding }],
        ['confirm', { associations: holding }],
        ['release', { associations: holding, options }],
      ),
    ).toMatchObject([
      { type: 'advertise', associations: [given] },
      { type: 'reply', associations: [given] },
      { type: 'reply', associations: [given] },
      { type: 'reply', associations: [given] },
      { type: 'reply', status: 0 },
      { type: 'reply', status: 0 },
    ]);
    expect(new Set(sent)).toEqual(new Set(['::1 client']));
    expect(said.filter((line) => line.includes(client))).toEqual([
      `DHCP6_ADDRESS_OFFERED ${client} web1 ${address} ::`,
      ...Array.from({ length: 3 }, () => `DHCP6_ADDRESS_GIVEN ${client} web1 ${address} ::`),
      `DHCP6_CLIENT_TOLD ${client} web1 ::`,
      `DHCP6_ADDRESS_RELEASED ${client} web1 ${address}`,
    ]);
    expect(await outcomes()).toEqual({ advertise: 2, reply: 5 });
  });

  test('tells options to who wants no address, and says why there is none', async () => {
    const [informed, refused] = await talk(
      ['inform', { options: [[6, Uint8Array.of(0, 23)]] }],
      ['request', { associations: { 1: ['2001:db9::7'] }, options: [toServer] }],
    );
    expect(informed).toMatchObject({ type: 'reply', associations: [] });
    expect(informed?.option(23)).toEqual(ip6('2001:db8::53'));
    expect(refused).toMatchObject({ associations: [{ status: 4 }] });
    expect(said.at(-2)).toBe(
      `DHCP6_ADDRESS_REFUSED ${client} web1 :: the address that it names is not of this network`,
    );
  });

  test('answers in two packets where that is switched on', async () => {
    await dhcpd.reload(context(await configured({ rapidCommit: true })));
    expect(await talk(['solicit', { associations: asking, options: [rapid] }])).toMatchObject([
      { type: 'reply', associations: [given] },
    ]);
  });

  test('answers relays that are known, through all of them, at the port that they send from where they say so', async () => {
    const [name, sourcePort]: readonly Dhcp6Option[] = [
      [18, Uint8Array.of(7)],
      [135, Uint8Array.of(0, 0)],
    ];
    const seen: Dhcp6Option = [79, Uint8Array.from([0, 1, ...duidOfMac(clientMac).subarray(4)])];
    const ofUuid = { clientId: Uint8Array.of(0, 4, 9), associations: asking };
    const heard = await talk(
      ['solicit', { ...ofUuid, relays: [relay6('::', [sourcePort!]), relay6('2001:db8::fe', [name!, seen])] }],
      ['solicit', { ...ofUuid, relays: [relay6('2001:db8::fe', [seen])] }],
      ['solicit', { associations: asking, relays: [relay6('2001:db9::fe')] }],
    );
    expect(heard).toMatchObject([{ associations: [given] }, { associations: [given] }]);
    expect(heard[0]?.relays).toEqual([relay6('::', [sourcePort!]), relay6('2001:db8::fe', [name!])]);
    expect(sent).toEqual(['::1 client', '::1 server']);
    expect(await outcomes()).toMatchObject({ 'relay-refused': 1 });
    expect(said.join()).toContain(
      `DHCP6_IGNORED ${client} 2001:db9::fe relay-refused the relay is not one that may ask`,
    );
  });

  test('finds a client by an identifier that is bound to it in the meantime', async () => {
    const { clusto } = it;
    const spare = await clusto.create(BasicServer, 'spare');
    await clusto.transaction({}, async () => {
      const lan = await clusto.getByName<IPManager>('lan6');
      await lan.allocate(spare, '2001:db8::9');
      await spare.setAttr({ key: 'dhcp6', subkey: 'duid', value: '000409' });
      await spare.setAttr({ key: 'dhcp6', subkey: 'enabled', value: true });
    });
    const version = await clusto.version();
    await vi.waitFor(async () => expect(await metrics.metrics()).toContain(`clusto_dhcp_version ${version}\n`));
    expect(await talk(['solicit', { clientId: Uint8Array.of(0, 4, 9), associations: asking }])).toMatchObject([
      { associations: [{ addresses: [['2001:db8::9', 3600, 3600]] }] },
    ]);
    expect(await talk(['solicit', { clientId: Uint8Array.of(0, 4, 8), associations: asking }])).toEqual([]);
    expect(said.at(-2)).toBe('DHCP6_CLIENT_UNKNOWN 000408 ::');
  });

  test('lets clients multicast', async () => {
    isMulticast = false;
    expect(
      await talk(['solicit', { associations: asking }], ['renew', { associations: holding, options: [toServer] }]),
    ).toMatchObject([{ type: 'reply', status: 5, associations: [] }]);
    expect(await outcomes()).toMatchObject({ unicast: 1 });
  });

  test('is not held up by one client, nor by packets that are none', async () => {
    const flood = Array.from({ length: 120 }, (): Spoken => ['solicit', { associations: asking }]);
    const loop = encodeDhcp6(request6('solicit', { relays: [relay6('2001:db8::1')] }), true);
    vi.useFakeTimers({ toFake: ['Date'], now: 1000 });
    try {
      const nonsense = [new Uint8Array(0), new Uint8Array(3), new Uint8Array(1400).fill(12), loop];
      expect((await talk(...nonsense, ...flood)).length).toBe(50);
    } finally {
      vi.useRealTimers();
    }
    expect(await outcomes()).toEqual({ advertise: 51, 'too-often': 70, malformed: 3, 'message-type': 1 });
    expect(said).toContain(`DHCP6_TOO_OFTEN ${client} ::1`);
  });

  test('answers or counts whatever comes, and serves others', async () => {
    await dhcpd.reload(context(await configured({ clientRate: 1_000_000 })));
    const options = [toServer];
    // a DECLINE of an address that the client has is written, so there is none, and nothing that is nearly one
    const valid = [
      request6('solicit', { associations: asking, options: [rapid, [6, Uint8Array.of(0, 23, 0, 24)]] }),
      request6('request', { associations: holding, options }),
      request6('renew', { associations: holding, options }),
      request6('confirm', { associations: holding }),
      request6('inform', {}),
      request6('solicit', { associations: asking, relays: Array.from({ length: 8 }, () => relay6('2001:db8::9')) }),
    ].map((packet) => encodeDhcp6(packet, false));
    const packets = mutated(valid, 800);
    expect(await recordQuestions(() => talk(...packets))).toEqual([]);
    const counts = await outcomes();
    expect(counts).not.toHaveProperty('failed');
    expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(packets.length + 1);
    expect(counts['malformed']).toBeGreaterThan(50);
    expect(counts['reply']).toBeGreaterThan(50);
  });

  test('keeps requests that can be answered again', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'clusto-record-'));
    const file = join(folder, 'requests.jsonl');
    try {
      await dhcpd.reload(context(await configured({ record: file })));
      await talk(['solicit', { associations: asking }]);
      await dhcpd.stop();
      const records = (): ReturnType<typeof readDhcpRecords> => readDhcpRecords(createReadStream(file), file);
      const [first] = await Array.fromAsync(records());
      const links = [ip6('2001:db8::1')];
      expect(first?.record).toMatchObject({ family: 6, interface: 'lan', source: '::1', links, isUnicast: false });
      expect(await replayDhcp(it.clusto, { records })).toMatchObject({ requests: 2, clients: 2, different: 0 });
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test('withholds an address that its client found in use', async () => {
    const [taken, refused] = await talk(
      ['decline', { associations: holding, options: [toServer] }],
      ['solicit', { associations: asking }],
    );
    expect([taken, refused]).toMatchObject([{ status: 0 }, { type: 'advertise', status: 2 }]);
    expect(said).toContain(`DHCP6_ADDRESS_DECLINED ${client} web1 ${address} 86400`);
    expect(await metrics.metrics()).toContain('clusto_dhcp6_declined 1');
    await vi.waitUntil(async () => (await listDeclined(it.clusto)).length > 0, { timeout: 15_000 });
    expect(await listDeclined(it.clusto)).toMatchObject([{ ip: address, entity: 'web1', by: client }]);
    const [explained] = await explainDhcp(it.clusto, 'web1', { family: 6 });
    expect(explained?.because).toMatch(
      new RegExp(`^${address} was declined by ${client} at .*; it is withheld until .*Z$`),
    );
    it.clock.advance(86_400_000);
    expect(await talk(['solicit', { associations: asking }])).toMatchObject([{ associations: [given] }]);
  });

  test('takes other settings on a reload, but not another port', async () => {
    await dhcpd.reload(context(await configured({ duid: '00020000abcd02' })));
    const [answer] = await talk(['solicit', { associations: asking }]);
    expect(Buffer.from(answer?.option(2) ?? []).toString('hex')).toBe('00020000abcd02');
    const refused = dhcpd.reload(context(await configured({ port6: port - 1 })));
    await expect(refused).rejects.toMatchObject({ code: 'SERVICE_RESTART_NEEDED' });
  });

  test('lets no second one have its port, hears nothing when it drains, and is at addresses of this machine', async () => {
    for (const [listen, message] of [
      ['::1', `ff02::1:2%lo]:${port}`],
      ['2001:db8::1', 'no interface of this machine has this address'],
    ] as const) {
      metrics.clear();
      const second = new Dhcpd();
      await expect(second.start(context(await configured({ listen: [listen] })))).rejects.toMatchObject({
        code: 'SERVICE_SOCKET_FAILED',
        message: expect.stringContaining(message),
      });
      await second.stop();
    }
    await dhcpd.drain();
    const bytes = encodeDhcp6(request6('solicit', { associations: asking }), false);
    await new Promise((resolve) => socket.send(bytes, port, '::1', resolve));
    await dhcpd.stop();
    expect(sent).toEqual([]);
  });
});
