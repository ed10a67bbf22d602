import { createSocket } from 'node:dgram';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { failure } from '../../packages/clusto/src/base/errors.ts';
import { IPManager } from '../../packages/clusto/src/drivers/resources/ip-manager.ts';
import { PenguinServer } from '../../packages/clusto/src/drivers/devices/penguin-server.ts';
import { registerFactory } from '../../packages/clusto/src/drivers/factories/get-factory.ts';
import { type Clusto } from '../../packages/clusto/src/operations/clusto.ts';
import { type SnmpUser } from '../../packages/clusto/src/providers/snmp/snmp-target.ts';
import { serviceMetrics } from '../../packages/clusto/src/services/monitor/service-metrics.ts';
import { type ServiceContext } from '../../packages/clusto/src/services/service.ts';
import { Snmptrapd } from '../../packages/clusto/src/services/snmp/snmptrapd.ts';
import { databases } from '../support/databases.ts';
import { buildDiscoveryRack, DiscoveryFactory } from '../support/discovery-rack.ts';
import { mutated } from '../support/mutated.ts';
import { macVarbind, sendInform, sendTrap, trapBytes } from '../support/send-trap.ts';
import { useClusto } from '../support/use-clusto.ts';

const community = { version: 2, community: 'secret' } as const;
const user: SnmpUser = {
  version: 3,
  user: 'admin',
  authProtocol: 'sha256',
  authPassword: 'adminpass',
  privPassword: 'adminpriv',
};
/** Long enough for an answer that does not come, in milliseconds. */
const soon = 200;
const learned = (port: number, last = port) =>
  macVarbind({ operation: 'learned', vlan: 442, mac: `00:1b:21:00:00:${String(last).padStart(2, '0')}`, port });

describe.each(databases)('the receiver of traps on $name', (kind) => {
  const home = useClusto(kind);
  const said: string[] = [];
  let service: Snmptrapd;
  let metrics: ServiceContext['metrics'];

  const context = (inventory: Clusto): ServiceContext => ({
    inventory,
    metrics,
    log: { write: (id, detail) => said.push([id, ...Object.values(detail)].map(String).join(' ')) },
    sockets: [],
    signal: new AbortController().signal,
    fail: (error) => expect.fail(String(error)),
  });
  /** The inventory with settings for the receiver. */
  async function configured(more: Readonly<Record<string, unknown>> = {}): Promise<Clusto> {
    const secrets = { environment: { COMMUNITY: 'secret', AUTH: 'adminpass' } };
    const users = ['admin SHA-256 env:AUTH aes adminpriv'];
    const section = { listen: ['127.0.0.1'], port: 0, communities: ['env:COMMUNITY'], users, ...more };
    const clusto = await home.as('snmptrapd', { settings: { secrets, snmptrapd: section } });
    registerFactory(clusto.registry, DiscoveryFactory);
    return clusto;
  }
  const start = async (more?: Readonly<Record<string, unknown>>): Promise<number> => {
    await service.start(context(await configured(more)));
    return service.ports[0] as number;
  };
  const names = async (): Promise<string[]> =>
    (await home.clusto.getEntities({ clustoTypes: ['server'] })).map(({ name }) => name);
  const figure = async (name: string): Promise<string[]> =>
    (await metrics.metrics()).split('\n').filter((line) => line.startsWith(name));

  beforeEach(async () => {
    said.length = 0;
    metrics = serviceMetrics(() => []).registry;
    service = new Snmptrapd();
    const device = await buildDiscoveryRack(home.clusto);
    await home.clusto.create(IPManager, 'loopback', { baseip: '127.0.0.0', netmask: '255.0.0.0' });
    await device.addIp('127.0.0.1');
  });
  afterEach(() => service.stop());

  test('makes servers of traps and informs of all versions, and finishes them when it drains', async () => {
    const port = await start();
    await sendTrap(port, { ...community, version: 1 }, [learned(1)]);
    await sendTrap(port, user, [learned(2)]);
    expect(await sendInform(port, community, [learned(3)])).toBe(true);
    expect(await sendInform(port, user, [learned(4)])).toBe(true);
    await service.drain();
    expect(await names()).toEqual(['s0001', 's0002', 's0003', 's0004']);
    expect(said.filter((line) => line.startsWith('SNMP_SERVER'))[0]).toBe(
      'SNMP_SERVER_CREATED s0001 00:1b:21:00:00:01 r1-sw1 1 442',
    );
    expect((await home.clusto.versions({ limit: 1 }))[0]).toMatchObject({ actor: 'snmptrapd', source: 'snmp' });
    expect(await figure('clusto_snmp_addresses_total')).toEqual(['clusto_snmp_addresses_total{action="created"} 4']);
    // who comes now is to come again, to another process
    expect(await sendInform(port, community, [learned(5)], soon)).toBe(false);
  });

  test('takes nothing of strangers, and counts it', async () => {
    const port = await start();
    await sendTrap(port, { version: 2, community: 'public' }, [learned(1)]);
    expect(await sendInform(port, { ...user, user: 'other' }, [learned(1)], soon)).toBe(false);
    expect(await sendInform(port, community, [])).toBe(true);
    await service.drain();
    expect(await names()).toEqual([]);
    expect((await figure('clusto_snmp_traps_total')).sort()).toEqual([
      'clusto_snmp_traps_total{outcome="other"} 1',
      'clusto_snmp_traps_total{outcome="refused"} 1',
    ]);
    expect(said.join('\n')).not.toMatch(/public|secret/);
  });

  test('takes or counts whatever comes, remembers no sender that is made up, and serves others', async () => {
    const port = await start({ users: ['admin SHA-256 env:AUTH aes adminpriv'] });
    const logins = [{ ...community, version: 1 } as const, community, user];
    const valid = await Promise.all(logins.map((login) => trapBytes(login, [learned(1)])));
    const socket = createSocket('udp4');
    const packets = mutated(valid, 400);
    for (const bytes of packets) await new Promise((resolve) => socket.send(bytes, port, '127.0.0.1', resolve));
    socket.close();
    // an answer to this one says that everything before was read
    expect(await sendInform(port, community, [learned(2)])).toBe(true);
    await service.drain();
    const counts = (await figure('clusto_snmp_traps_total')).map((line) => Number(line.split(' ')[1]));
    // what says of version 3 that it is of an engine that we do not know is answered, and not counted
    const sum = counts.reduce((all, count) => all + count, 0);
    expect([sum > 300, sum <= packets.length + 1]).toEqual([true, true]);
    expect(await names()).toContain('s0001');
    expect(said.join('\n')).not.toContain('SNMP_FAILED');
  });

  test('does not look a source up each time that the inventory does not know', async () => {
    await (await home.clusto.getByName('r1-sw1')).delete();
    const port = await start();
    expect(await sendInform(port, community, [learned(1)])).toBe(true);
    await expect.poll(() => said.at(-1)).toBe('SNMP_SOURCE_IGNORED 127.0.0.1 unknown-source');
    expect(await sendInform(port, community, [learned(1)], soon)).toBe(false);
    expect(await figure('clusto_snmp_traps_total{outcome="un')).toEqual([
      'clusto_snmp_traps_total{outcome="unknown-source"} 1',
      'clusto_snmp_traps_total{outcome="unwelcome"} 1',
    ]);
  });

  test('reads only the sources that it is told', async () => {
    const port = await start({ sources: ['10.0.0.0/8', '192.0.2.1'] });
    expect(await sendInform(port, community, [learned(1)], soon)).toBe(false);
    await service.reload(context(await configured({ sources: ['127.0.0.0/8'] })));
    expect(await sendInform(port, community, [learned(1)])).toBe(true);
  });

  test('takes who may send from a reload, which may not move it', async () => {
    const port = await start();
    await service.reload(context(await configured({ communities: ['other'], users: [] })));
    expect(await sendInform(port, community, [], soon)).toBe(false);
    expect(await sendInform(port, { version: 2, community: 'other' }, [])).toBe(true);
    await expect(service.reload(context(await configured({ port: 1162 })))).rejects.toMatchObject({
      code: 'SERVICE_RESTART_NEEDED',
    });
  });

  test('acknowledges no inform that there is no room for, and leaves room for others', async () => {
    const port = await start({ queue: 4 });
    let release = (): void => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    // the writer is busy, so that what comes waits
    const busy = home.clusto.transaction(async () => {
      await home.clusto.create(PenguinServer, 'busy');
      await held;
    });
    expect(await sendInform(port, community, [learned(1)])).toBe(true);
    expect(await sendInform(port, community, [learned(2)], soon)).toBe(false);
    expect(await figure('clusto_snmp_queue ')).toEqual(['clusto_snmp_queue 1']);
    release();
    await busy;
    await service.drain();
    expect(await names()).toEqual(['busy', 's0001']);
  });

  test('keeps a trap while the database is away', async () => {
    const clusto = await configured();
    const lost = failure('DATABASE_UNAVAILABLE', { dsn: 'x', reason: 'away' });
    let tries = 0;
    const flaky = new Proxy(clusto, {
      get: (target, property) => {
        const value: unknown = Reflect.get(target, property, target);
        if (property !== 'getByIp') return typeof value === 'function' ? value.bind(target) : value;
        return async (ip: string) => {
          tries += 1;
          if (tries === 1) throw lost;
          return target.getByIp(ip);
        };
      },
    });
    await service.start(context(flaky));
    expect(await sendInform(service.ports[0] as number, community, [learned(1)])).toBe(true);
    await expect.poll(() => service.health().status).toBe('degraded');
    await service.drain();
    expect([await names(), service.health()]).toEqual([['s0001'], { status: 'ok' }]);
  });

  test.each([
    [{ communities: [], users: [] }, 'ARGUMENT_INVALID'],
    [{ communities: [''] }, 'ARGUMENT_INVALID'],
    [{ communities: ['env:NOTHING'] }, 'SECRET_UNREADABLE'],
    [{ users: ['admin'] }, 'ARGUMENT_INVALID'],
    [{ users: ['admin sha short'] }, 'ARGUMENT_INVALID'],
    [{ users: ['admin sha topsecret rot13 topsecret'] }, 'ARGUMENT_INVALID'],
    [{ sources: ['anywhere'] }, 'IP_INVALID'],
    [{ port: 70_000 }, 'ARGUMENT_INVALID'],
    [{ queue: 0 }, 'ARGUMENT_INVALID'],
  ])('does not start with %o', async (more, code) => {
    await expect(start(more)).rejects.toMatchObject({ code, message: expect.not.stringContaining('topsecret') });
  });
});
