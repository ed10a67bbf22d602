import { describe, expect, test } from 'vitest';
import { countStatements } from '../../../../../tests/support/count-statements.ts';
import { databases } from '../../../../../tests/support/databases.ts';
import {
  buildDiscoveryRack,
  DiscoveryFactory,
  switchAddress as source,
} from '../../../../../tests/support/discovery-rack.ts';
import { useClusto } from '../../../../../tests/support/use-clusto.ts';
import { BasicNetworkSwitch } from '../../drivers/devices/basic-network-switch.ts';
import { PenguinServer } from '../../drivers/devices/penguin-server.ts';
import { registerFactory } from '../../drivers/factories/get-factory.ts';
import { BasicRack } from '../../drivers/locations/basic-rack.ts';
import type { MacEvent, TrapEvent } from '../../wire/snmp/trap-events.ts';
import type { Clusto } from '../clusto.ts';
import { discoverServer } from './discover-server.ts';

const mac = (last: number): string => `00:1b:21:00:00:${last.toString(16).padStart(2, '0')}`;
const event = (operation: MacEvent['operation'], port: number, last: number, vlan = 442): MacEvent => ({
  kind: 'mac',
  operation,
  vlan,
  mac: mac(last),
  port,
});
const learned = (port: number, last: number, vlan?: number): MacEvent => event('learned', port, last, vlan);
const removed = (port: number, last: number): MacEvent => event('removed', port, last);

describe.each(databases)('a trap of a switch on $name', (kind) => {
  const home = useClusto(kind);
  const trap = (...events: TrapEvent[]) => discoverServer(home.clusto, { source, events });
  const actions = async (...events: TrapEvent[]): Promise<string[]> =>
    (await trap(...events)).ports.map(({ action, server }) => `${action} ${server}`);
  const names = async (clusto: Clusto = home.clusto): Promise<string[]> =>
    (await clusto.getEntities({ clustoTypes: ['server'] })).map(({ name }) => name);
  /** What is observed, as `port subkey value`. */
  const observed = async (): Promise<string[]> =>
    (await home.clusto.reader.observations.current())
      .map(({ number, subkey, value }) => `${number} ${subkey} ${value}`)
      .toSorted();

  test('makes a server of what was learned, in its place, as one version that says so', async () => {
    const { clusto } = home;
    const device = await buildDiscoveryRack(clusto);
    const before = await clusto.version();
    expect(await trap(learned(7, 1))).toEqual({
      source,
      switch: 'r1-sw1',
      ignored: null,
      ports: [{ port: 7, mac: mac(1), vlan: 442, action: 'created', server: 's0001', error: null }],
    });
    const server = await clusto.getByName('s0001', PenguinServer);
    expect((await BasicRack.getRackAndU(server))?.RU).toEqual([7]);
    expect(await device.getConnected('nic-eth', 7)).toEqual(server);
    expect(await server.attrValues({ key: 'bootstrap', subkey: 'mac' })).toEqual([mac(1)]);
    expect(await device.getPortAttr('nic-eth', 7, 'vlan')).toBe(442);
    expect(await clusto.versions({ limit: 1 })).toMatchObject([
      {
        number: before + 1,
        source: 'snmp',
        message: `SNMP discovery: created s0001 at r1-sw1 nic-eth 7 (${mac(1)}, VLAN 442)`,
      },
    ]);
  });

  test('makes no second server and no version when it comes again, or the port flaps', async () => {
    const { clusto } = home;
    await buildDiscoveryRack(clusto);
    await trap(learned(7, 1));
    const before = await clusto.version();
    for (const events of [[learned(7, 1)], [removed(7, 1)], [learned(7, 1)], [removed(7, 1), learned(7, 1)]])
      await trap(...events);
    expect(await actions(learned(7, 1))).toEqual(['known s0001']);
    expect([await names(), await clusto.version()]).toEqual([['s0001'], before]);
  });

  test('makes one server, whoever else is told the same at the same time', async () => {
    const others = await Promise.all(['a', 'b', 'c', 'd'].map((actor) => home.as(actor)));
    await buildDiscoveryRack(home.clusto);
    for (const other of others) registerFactory(other.registry, DiscoveryFactory);
    const events = [learned(7, 1), learned(8, 2)];
    const reports = await Promise.all(
      [...others, ...others].map((clusto) => discoverServer(clusto, { source, events })),
    );
    const created = reports.flatMap(({ ports }) => ports.filter(({ action }) => action === 'created'));
    expect(created.map(({ port }) => port)).toEqual([7, 8]);
    expect(await names()).toEqual(['s0001', 's0002']);
  });

  test('does what it can of several entries', async () => {
    const { clusto } = home;
    const device = await buildDiscoveryRack(clusto);
    const stranger = await clusto.create(PenguinServer, 'stranger');
    await (await clusto.getByName('r1', BasicRack)).insert(stranger, 8);
    const before = await clusto.version();
    const report = await trap(learned(7, 1), learned(8, 2), learned(9, 3), learned(44, 4), learned(99, 5));
    expect(report.ports.map(({ action }) => action)).toEqual(['created', 'failed', 'created', 'no-place', 'no-port']);
    expect(report.ports[1]?.error).toContain('stranger');
    expect(await names()).toEqual(['stranger', 's0001', 's0002']);
    expect(await device.getConnected('nic-eth', 8)).toBeNull();
    expect(await clusto.version()).toBe(before + 1);
  });

  test('from a stranger changes nothing, and is not looked at in a transaction', async () => {
    const { clusto } = home;
    await buildDiscoveryRack(clusto);
    const before = await clusto.version();
    const from = (address: string) => discoverServer(clusto, { source: address, events: [learned(7, 1)] });
    expect(await from('10.0.0.99')).toMatchObject({ switch: null, ignored: 'unknown-source', ports: [] });
    expect(await countStatements(() => from('10.0.0.99'))).toBe(1);
    const server = await clusto.create(PenguinServer, 'plain');
    await server.addIp({ ip: '10.0.0.9' });
    expect(await from('10.0.0.9')).toMatchObject({ ignored: null, ports: [{ action: 'no-port' }] });
    expect([await names(), await clusto.version()]).toEqual([['plain'], before + 2]);
  });

  test('is only observed where discovery is off, nearest first', async () => {
    const device = await buildDiscoveryRack(home.clusto);
    await device.setAttr({ key: 'snmp', subkey: 'discovery', value: 0 });
    expect(await actions(learned(7, 1))).toEqual(['discovery-off null']);
    expect([await names(), await observed()]).toEqual([[], [`7 mac ${mac(1)}`, '7 vlan 442']]);
  });

  test('takes no address that software made up, and none of a group', async () => {
    await buildDiscoveryRack(home.clusto);
    const made = ['52:54:00:00:00:01', '01:00:5e:00:00:01'].map((one) => ({ ...learned(7, 1), mac: one }));
    expect(await actions(...made)).toEqual(['not-hardware null', 'not-hardware null']);
  });

  test('needs a rack, a factory for it, and a port that is no uplink', async () => {
    const { clusto } = home;
    const device = await buildDiscoveryRack(clusto);
    const other = await clusto.create(BasicNetworkSwitch, 'core');
    await device.connectPorts('nic-eth', 20, other, 1);
    expect(await actions(learned(20, 1))).toEqual(['uplink core']);
    const rack = await clusto.getByName('r1', BasicRack);
    await rack.setAttr({ key: 'racklayout', value: 'nobody' });
    expect(await actions(learned(7, 1))).toEqual(['no-factory null']);
    await rack.remove(device);
    await device.setAttr({ key: 'snmp', subkey: 'discovery', value: 1 });
    expect(await actions(learned(7, 1))).toEqual(['no-rack null']);
    expect(await names()).toEqual([]);
  });

  test('knows a server by its address: one that nobody has put anywhere is put there', async () => {
    const { clusto } = home;
    await buildDiscoveryRack(clusto);
    const server = await clusto.create(PenguinServer, 'ordered');
    await server.setPortAttr('nic-eth', 1, 'mac', mac(1));
    expect(await actions(learned(7, 1))).toEqual(['placed ordered']);
    expect((await BasicRack.getRackAndU(server))?.RU).toEqual([7]);
    expect(await names()).toEqual(['ordered']);
  });

  test('leaves what is meant alone where something else is observed', async () => {
    const { clusto } = home;
    const device = await buildDiscoveryRack(clusto);
    await trap(learned(7, 1), learned(8, 2));
    const before = await clusto.version();
    expect(await actions(learned(9, 1), learned(7, 2), learned(8, 3), learned(7, 1, 7))).toEqual([
      'elsewhere s0001',
      'elsewhere s0002',
      'other-address s0002',
      'known s0001',
    ]);
    expect([await clusto.version(), await device.getPortAttr('nic-eth', 7, 'vlan')]).toEqual([before, 442]);
  });

  test('completes what is at a port', async () => {
    const { clusto } = home;
    const device = await buildDiscoveryRack(clusto);
    const server = await clusto.create(PenguinServer, 'web1');
    await server.connectPorts('nic-eth', 1, device, 7);
    expect(await actions(learned(7, 1))).toEqual(['completed web1']);
    expect((await BasicRack.getRackAndU(server))?.RU).toEqual([7]);
    expect(await server.attrValues({ key: 'bootstrap', subkey: 'mac' })).toEqual([mac(1)]);
  });

  test('has what is observed follow what moves, is removed and comes back', async () => {
    await buildDiscoveryRack(home.clusto);
    await trap(learned(7, 1), learned(7, 2), learned(8, 3));
    expect(await observed()).toEqual([
      `7 mac ${mac(1)}`,
      `7 mac ${mac(2)}`,
      '7 vlan 442',
      `8 mac ${mac(3)}`,
      '8 vlan 442',
    ]);
    // the old port tells of it later
    await trap(learned(9, 1, 5), removed(8, 3));
    await trap(removed(7, 1));
    expect(await observed()).toEqual([`7 mac ${mac(2)}`, '7 vlan 442', '8 vlan 442', `9 mac ${mac(1)}`, '9 vlan 5']);
    await trap(learned(9, 1, 6), learned(8, 3));
    expect(await observed()).toEqual([
      `7 mac ${mac(2)}`,
      '7 vlan 442',
      `8 mac ${mac(3)}`,
      '8 vlan 442',
      `9 mac ${mac(1)}`,
      '9 vlan 6',
    ]);
  });

  test('notes since when something is so, and when it was last said', async () => {
    const { clock, clusto } = home;
    await buildDiscoveryRack(clusto);
    const start = clock.now().getTime();
    const times = async () =>
      (await clusto.reader.observations.current())
        .filter(({ subkey }) => subkey === 'mac')
        .map(({ firstSeen, lastSeen, source: from }) => [firstSeen - start, lastSeen - start, from]);
    await trap(learned(7, 1));
    clock.advance(1000);
    await trap(learned(7, 1));
    expect(await times()).toEqual([[0, 1000, 'snmp r1-sw1']]);
    await trap(removed(7, 1));
    clock.advance(1000);
    await trap(learned(7, 1));
    expect(await times()).toEqual([[2000, 2000, 'snmp r1-sw1']]);
  });

  test('notes whether links are up, at the port that the interface is', async () => {
    const device = await buildDiscoveryRack(home.clusto);
    await device.setPortAttr('nic-eth', 3, 'osportname', 'uplink-a');
    const link = (name: string | null, state: 'up' | 'down'): TrapEvent => ({ kind: 'link', state, index: 1, name });
    await trap(link('GigabitEthernet1/0/7', 'down'), link('uplink-a', 'up'), link('Vlan4', 'up'), link(null, 'up'));
    await trap(link('Gi1/0/7', 'up'), link('Port-channel5', 'up'), link('GigabitEthernet0/99', 'up'));
    expect(await observed()).toEqual(['3 link up', '7 link up']);
  });

  test('costs as many statements whatever else is there', async () => {
    const { clusto } = home;
    await buildDiscoveryRack(clusto);
    await trap(learned(1, 1));
    const known = () => countStatements(() => trap(learned(1, 1)));
    const fresh = (port: number) => countStatements(() => trap(learned(port, port)));
    const few = [await known(), await fresh(2)];
    await trap(...Array.from({ length: 15 }, (_, index) => learned(index + 3, index + 3)));
    expect([await known(), await fresh(19)]).toEqual(few);
    expect(few[0]).toBeLessThan(40);
  });

  test('a flood of addresses at a port ends there', async () => {
    const { clusto } = home;
    const device = await buildDiscoveryRack(clusto);
    await device.setAttr({ key: 'snmp', subkey: 'discovery', value: 0 });
    for (let round = 0; round < 4; round += 1)
      await trap(...Array.from({ length: 23 }, (_, index) => learned(7, round * 23 + index)));
    expect(await observed()).toHaveLength(65);
  });
});
