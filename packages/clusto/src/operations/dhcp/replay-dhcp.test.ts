import { beforeEach, describe, expect, test } from 'vitest';
import { countStatements } from '../../../../../tests/support/count-statements.ts';
import { databases } from '../../../../../tests/support/databases.ts';
import type { Written } from '../../../../../tests/support/dhcp4-talk.ts';
import { recordedRequest } from '../../../../../tests/support/recorded-request.ts';
import { useClusto } from '../../../../../tests/support/use-clusto.ts';
import { ipKey, parseIp } from '../../base/ip.ts';
import { PenguinServer } from '../../drivers/devices/penguin-server.ts';
import { Pool } from '../../drivers/pools/pool.ts';
import { IPManager } from '../../drivers/resources/ip-manager.ts';
import { encodeDhcp6 } from '../../wire/dhcp/dhcp6-message.ts';
import { associationBytes } from '../../wire/dhcp/identity-association.ts';
import { parseIp4 } from '../../wire/ip4.ts';
import { macBytes, macNumber } from '../../wire/mac-number.ts';
import { declinedSubkeys } from './declined-address.ts';
import type { Dhcp4Record, DhcpRecord } from './dhcp-record.ts';
import { replayBatch, replayInBatches } from './replay-in-batches.ts';
import { type Replay, replayDhcp, type ReplayParams } from './replay-dhcp.ts';

const mac = '00:1b:21:3c:4d:5e';
const discover: Written = { type: 'discover', mac, options: { 'dhcp-parameter-request-list': [1, 3, 12, 42] } };

describe.each(databases)('recorded requests on $name', (kind) => {
  const it = useClusto(kind);
  let web1: PenguinServer;
  let pool: Pool;
  let recorded: number;

  beforeEach(async () => {
    const { clusto } = it;
    const lan = await clusto.create(IPManager, 'lan', { baseip: '10.0.0.0', netmask: '24', gateway: '10.0.0.1' });
    const lan6 = await clusto.create(IPManager, 'lan6', { baseip: '2001:db8::', netmask: '64' });
    pool = await clusto.create(Pool, 'web');
    web1 = await clusto.create(PenguinServer, 'web1');
    await pool.insert(web1);
    await web1.setPortAttr('nic-eth', 1, 'mac', mac);
    await lan.allocate(web1, '10.0.0.7');
    await lan6.allocate(web1, '2001:db8::7');
    for (const key of ['dhcp', 'dhcp6']) await pool.setAttr({ key, subkey: 'enabled', value: true });
    recorded = await clusto.version();
  });

  const four = (written: Written = discover, more: Partial<Dhcp4Record> = {}): Dhcp4Record =>
    recordedRequest(written, { time: it.clock.now(), version: recorded, interface: null, ...more });
  const six = (transaction = 7): DhcpRecord => {
    const association = associationBytes({ id: 1, t1: 0, t2: 0, options: [] });
    const options = [
      [1, Uint8Array.from([0, 3, 0, 1, ...macBytes(macNumber(mac))])],
      [8, Uint8Array.of(0, transaction)],
      [3, association],
    ] as const;
    const packet = encodeDhcp6({ message: { type: 1, transaction, options }, relays: [] }, false);
    const server = Uint8Array.of(0, 3, 0, 1, 2, 0, 0, 0, 0, 1);
    const links = [Uint8Array.from(ipKey(parseIp('2001:db8::1')))];
    const common = four();
    return { ...common, family: 6, server, links, isUnicast: false, packet };
  };
  const replay = (records: readonly DhcpRecord[], params: Partial<ReplayParams> = {}): Promise<Replay> =>
    replayDhcp(it.clusto, {
      ...params,
      async *records() {
        for (const [index, record] of records.entries()) yield { place: `file:${index + 1}`, record };
      },
    });

  test('are answered the same as long as nothing of it has changed', async () => {
    await it.clusto.create(Pool, 'other');
    const same = await replay([four(), six()]);
    expect(same).toEqual({
      at: recorded,
      against: recorded + 1,
      requests: 2,
      clients: 1,
      different: 0,
      differences: [],
    });
  });

  test('show each field that is answered otherwise now, with where it came from then and comes from now', async () => {
    await web1.setAttr({ key: 'hostname', value: 'front1' });
    await pool.setAttr({ key: 'dhcp', subkey: 'ntp-servers', value: '10.0.0.4' });
    const now = await it.clusto.version();
    const again = four({ ...discover, header: { xid: 99, secs: 40 } });
    const { differences, ...counts } = await replay([four(), again, six()]);
    expect(counts).toEqual({ at: recorded, against: now, requests: 3, clients: 1, different: 2 });
    expect(differences).toMatchObject([
      {
        place: 'file:1',
        times: 2,
        client: mac,
        type: 'discover',
        from: '10.0.0.1',
        before: { entity: 'web1', answer: 'offer' },
        after: { entity: 'web1', answer: 'offer' },
        fields: [
          {
            field: 'host-name',
            before: { value: 'web1', rule: 'the name of the entity' },
            after: { value: 'front1', entity: 'web1', attribute: 'hostname', version: now - 1 },
          },
          {
            field: 'ntp-servers',
            before: null,
            after: { value: ['10.0.0.4'], entity: 'web', attribute: 'dhcp.ntp-servers', version: now },
          },
        ],
      },
    ]);
  });

  test('say the same when somebody else answers them, of equal ones one, some at once', async () => {
    await pool.setAttr({ key: 'dhcp', subkey: 'ntp-servers', value: '10.0.0.4' });
    const again = four({ ...discover, header: { xid: 99, secs: 40 } });
    const elsewhere = four(discover, { link: parseIp4('10.0.0.2') });
    const records = [six(), four(), again, elsewhere, four({ ...discover, type: 'inform' })];
    const batches: unknown[] = [];
    const placed = async function* () {
      for (const [index, record] of records.entries()) yield { place: `file:${index + 1}`, record };
    };
    const inBatches = (all: typeof placed): Promise<Replay> =>
      replayInBatches(
        all,
        {},
        async (batch) => {
          batches.push(batch.records.map(({ place }) => place));
          const answer = await replayBatch(it.clusto, batch);
          // what is committed in between is not seen by those behind it
          await pool.setAttr({ key: 'note', value: batches.length });
          return answer;
        },
        2,
      );
    const expected = await replay(records);
    expect(await inBatches(placed)).toEqual(expected);
    expect(expected.differences).not.toEqual([]);
    expect(batches).toEqual([
      ['file:1', 'file:2'],
      ['file:4', 'file:5'],
    ]);
    expect(await inBatches(async function* () {})).toMatchObject({ requests: 0, differences: [] });
  });

  test('are compared between two versions', async () => {
    await pool.setAttr({ key: 'dhcp', subkey: 'ntp-servers', value: '10.0.0.4' });
    await pool.setAttr({ key: 'dhcp', subkey: 'ntp-servers', value: '10.0.0.5' });
    const now = await it.clusto.version();
    const params = { at: now, against: now - 1 };
    expect((await replay([four()], params)).differences[0]?.fields).toMatchObject([
      { before: { value: ['10.0.0.5'] }, after: { value: ['10.0.0.4'] } },
    ]);
  });

  test('show who gets an answer no more, and whose IPv6 address is another', async () => {
    const lan6 = await it.clusto.getByName<IPManager>('lan6');
    await lan6.deallocate(web1, '2001:db8::7');
    await lan6.allocate(web1, '2001:db8::8');
    await pool.setAttr({ key: 'dhcp', subkey: 'enabled', value: false });
    const { differences } = await replay([four(), six(), six(8)]);
    expect(differences).toMatchObject([
      { type: 'discover', before: { answer: 'offer' }, after: { answer: null, reason: 'not-enabled' } },
      {
        type: 'solicit',
        times: 2,
        from: '2001:db8::1',
        fields: [{ field: 'address', before: { value: '2001:db8::7' }, after: { value: '2001:db8::8' } }],
      },
    ]);
    // what only says why there is no answer is none of its fields
    expect(differences[0]?.fields.every(({ after }) => after === null)).toBe(true);
  });

  test('are rehearsed with a plan, which is not applied', async () => {
    const stranger = four({ ...discover, mac: '00:1b:21:00:00:01' });
    const text = `
- { name: lan, driver: ipmanager, attributes: { gateway.property: 10.0.0.254 } }
- name: web2
  driver: penguinserver
  in: [web]
  attributes: { port-nic-eth.mac:1: '00:1b:21:00:00:01' }
  allocations: [{ manager: lan, resource: 10.0.0.8 }]
`;
    const before = await it.clusto.version();
    const { at, against, differences } = await replay([four(), stranger], { plan: { files: [{ name: 'p', text }] } });
    expect([at, against, await it.clusto.version()]).toEqual([before, null, before]);
    expect(differences).toMatchObject([
      {
        client: mac,
        fields: [{ field: 'routers', before: { value: ['10.0.0.1'] }, after: { value: ['10.0.0.254'] } }],
      },
      { before: { answer: null, reason: 'unknown-client' }, after: { entity: 'web2', answer: 'offer' } },
    ]);
    expect(differences[1]?.fields[0]).toMatchObject({ field: 'yiaddr', before: null, after: { value: '10.0.0.8' } });
  });

  test('show whose address was declined since then, and is offered again when that is over', async () => {
    const until = new Date(it.clock.now().getTime() + 60_000);
    await web1.setAttr({ key: 'ip', number: 0, subkey: declinedSubkeys.until, value: until });
    await web1.setAttr({ key: 'ip', number: 0, subkey: declinedSubkeys.since, value: it.clock.now() });
    await web1.setAttr({ key: 'ip', number: 0, subkey: declinedSubkeys.by, value: mac });
    const declined = await it.clusto.version();
    expect((await replay([four()])).differences).toMatchObject([
      { before: { answer: 'offer' }, after: { answer: null, reason: 'address-in-conflict' } },
    ]);
    it.clock.advance(60_001);
    expect((await replay([four()])).different).toBe(0);
    expect((await replay([four()], { at: declined })).differences).toMatchObject([
      { before: { reason: 'address-in-conflict' }, after: { answer: 'offer' } },
    ]);
  });

  test('are answered as the server trusted their relay', async () => {
    const relayed = (trust: Dhcp4Record['trust']): Dhcp4Record =>
      four({ ...discover, giaddr: '10.0.0.254' }, { trust, link: undefined });
    await web1.setAttr({ key: 'hostname', value: 'front1' });
    const { differences } = await replay([relayed('refused'), relayed('answered')]);
    expect(differences).toMatchObject([{ place: 'file:2', from: '10.0.0.254' }]);
  });

  test('cost as many statements however many there are of the same clients', async () => {
    const count = (times: number): Promise<number> =>
      countStatements(() => replay(Array.from({ length: times }, () => four())));
    expect(await count(300)).toBe(await count(1));
  });

  test('that cannot be read are told with their place', async () => {
    const broken = four(discover, { packet: Uint8Array.of(1, 2, 3) });
    await expect(replay([four(), broken])).rejects.toMatchObject({
      code: 'DHCP_RECORD_INVALID',
      message: expect.stringMatching(
        /^The recorded request at file:2 cannot be read: the packet is malformed: 3 bytes/,
      ),
    });
  });
});
