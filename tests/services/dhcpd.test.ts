import { createReadStream, statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { type ClustoException } from '../../packages/clusto/src/base/errors.ts';
import { IPManager } from '../../packages/clusto/src/drivers/resources/ip-manager.ts';
import { type DhcpRecord } from '../../packages/clusto/src/operations/dhcp/dhcp-record.ts';
import { readDhcpRecords } from '../../packages/clusto/src/operations/dhcp/read-dhcp-records.ts';
import { replayDhcp } from '../../packages/clusto/src/operations/dhcp/replay-dhcp.ts';
import { openDhcpChannel } from '../../packages/clusto/src/services/dhcp/dhcp-channel.ts';
import { Dhcpd } from '../../packages/clusto/src/services/dhcp/dhcpd.ts';
import { serviceMetrics } from '../../packages/clusto/src/services/monitor/service-metrics.ts';
import { type ServiceContext } from '../../packages/clusto/src/services/service.ts';
import { encodeDhcp4 } from '../../packages/clusto/src/wire/dhcp/dhcp4-packet.ts';
import { parseIp4 } from '../../packages/clusto/src/wire/ip4.ts';
import { recordQuestions } from '../support/count-statements.ts';
import { databases } from '../support/databases.ts';
import { clientMac as mac, request, serverIp } from '../support/dhcp4-talk.ts';
import { useClusto } from '../support/use-clusto.ts';
import { discover, freePort, requesting, useDhcpd } from '../support/use-dhcpd.ts';

describe.each(databases)('the DHCP server on $name', (kind) => {
  const server = useDhcpd(kind);
  const { it, said, sent } = server;
  const talk: typeof server.talk = (...packets) => server.talk(...packets);

  test('offers what another has bound in the meantime', async () => {
    const { clusto } = it;
    const [web1, lan] = [await clusto.getByName('web1'), await clusto.getByName('lan', IPManager)];
    await clusto.transaction({}, async () => {
      await lan.deallocate(web1, '10.0.0.7');
      await lan.allocate(web1, '10.0.0.77');
    });
    await server.caughtUp();
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
    expect(sent).toEqual([`10.0.0.254:${server.port}`]);
    expect(await server.outcomes()).toMatchObject({ 'relay-refused': 1 });
  });

  test('asks the database nothing for a packet', async () => {
    const unknown = Array.from({ length: 200 }, (_, index) => ({
      ...discover,
      mac: `02:00:00:00:00:${(index + 16).toString(16)}`,
    }));
    const heard: string[] = [];
    expect(await recordQuestions(async () => void heard.push(...(await talk(discover, ...unknown))))).toEqual([]);
    expect(heard).toEqual(['offer 10.0.0.7']);
    expect(await server.outcomes()).toMatchObject({ offer: 2, 'unknown-client': 200 });
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
    expect(await server.outcomes()).toEqual({ offer: 51, 'too-often': 150, malformed: 3 });
    expect(await talk({ ...discover, header: { op: 2 } })).toEqual([]);
  });

  test('keeps requests that can be answered again, and neither floods nor what is none', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'clusto-record-'));
    const file = join(folder, 'requests.jsonl');
    vi.useFakeTimers({ toFake: ['Date'], now: 1000 });
    try {
      await server.dhcpd.reload(server.context(await server.configured({ record: file, clientRate: 2 })));
      const version = await it.clusto.version();
      const relayed = { ...discover, giaddr: '10.0.0.254' };
      const answerOfOurs = { ...discover, mac: '02:00:00:00:00:09', header: { op: 2 } };
      await talk(relayed, discover, discover, new Uint8Array(250), answerOfOurs);
      await server.dhcpd.stop();
      expect(statSync(file).mode & 0o777).toBe(0o600);
      const records: DhcpRecord[] = [];
      for await (const { record } of readDhcpRecords(createReadStream(file), file)) records.push(record);
      expect(records).toMatchObject([
        { family: 4, version, server: parseIp4(serverIp), link: parseIp4(serverIp), source: '127.0.0.1' },
        { port: server.client.address().port, trust: 'answered', rapidCommit: false, interface: null },
        { packet: { length: 300 } },
      ]);
      const replayed = await replayDhcp(it.clusto, {
        records: () => readDhcpRecords(createReadStream(file), file),
      });
      expect(replayed).toMatchObject({ at: version, requests: 3, clients: 2, different: 0 });
    } finally {
      vi.useRealTimers();
      await rm(folder, { recursive: true });
    }
  });

  test('takes other settings and drivers on a reload, but not another port', async () => {
    await server.dhcpd.reload(server.context(await server.configured({ relays: ['10.0.0.253'] })));
    expect(await talk({ ...discover, giaddr: '10.0.0.253' })).toEqual(['offer 10.0.0.7']);
    const refused = server.dhcpd.reload(server.context(await server.configured({ port: 1067 })));
    await expect(refused).rejects.toMatchObject({ code: 'SERVICE_RESTART_NEEDED' } satisfies Partial<ClustoException>);
    expect(await talk(discover)).toEqual(['offer 10.0.0.7']);
  });

  test('lets no second one have its port, and stops hearing when it drains', async () => {
    const second = new Dhcpd((at, ...rest) => openDhcpChannel({ ...at, address: parseIp4('127.0.0.1') }, ...rest));
    server.metrics.clear();
    await expect(second.start(server.context(await server.configured()))).rejects.toMatchObject({
      code: 'SERVICE_SOCKET_FAILED',
      message: expect.stringContaining(`127.0.0.1:${server.port}`),
    });
    await second.stop();
    await server.dhcpd.drain();
    await new Promise((resolve) =>
      server.client.send(encodeDhcp4(request(discover)).bytes, server.port, '127.0.0.1', resolve),
    );
    await server.dhcpd.stop();
    expect(sent).toEqual([]);
    expect(server.failed).toBeUndefined();
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
