import { describe, expect, test } from 'vitest';
import { countStatements } from '../../../../../tests/support/count-statements.ts';
import { databases } from '../../../../../tests/support/databases.ts';
import { buildDiscoveryRack, switchAddress as source } from '../../../../../tests/support/discovery-rack.ts';
import { useClusto } from '../../../../../tests/support/use-clusto.ts';
import type { Cisco4948 } from '../../drivers/devices/cisco4948.ts';
import { BasicNetworkSwitch } from '../../drivers/devices/basic-network-switch.ts';
import type { Device } from '../../drivers/devices/device.ts';
import { PenguinServer } from '../../drivers/devices/penguin-server.ts';
import type { TrapEvent } from '../../wire/snmp/trap-events.ts';
import { acceptDrift } from './accept-drift.ts';
import { discoverServer } from './discover-server.ts';
import { dismissDrift } from './dismiss-drift.ts';
import { findDrift } from './find-drift.ts';

const mac = (last: number): string => `00:1b:21:00:00:${last.toString(16).padStart(2, '0')}`;
const learned = (port: number, last: number, vlan = 442): TrapEvent => ({
  kind: 'mac',
  operation: 'learned',
  vlan,
  mac: mac(last),
  port,
});

describe.each(databases)('drift on $name', (kind) => {
  const home = useClusto(kind);
  const trap = (...events: TrapEvent[]) => discoverServer(home.clusto, { source, events });
  const drift = async (dismissed = false): Promise<string[]> =>
    (await findDrift(home.clusto, { dismissed })).map(({ drift: one }) =>
      [one.kind, one.entity, one.attribute, one.intended ?? '-', one.observed].join(' | '),
    );
  const things = (...names: string[]) => Promise.all(names.map((name) => home.clusto.getByName(name)));
  const accept = async (...names: string[]) => acceptDrift(home.clusto, await things(...names));
  const cableOf = async (name: string): Promise<string> => {
    const server = await home.clusto.getByName<Device>(name);
    const { connection, otherportnum } = (await server.portInfo())['nic-eth']?.[1] ?? {};
    return `${connection?.name} ${otherportnum}`;
  };
  /** s0001 and s0002 at the ports 7 and 8, as observed. */
  async function build(): Promise<Cisco4948> {
    const device = await buildDiscoveryRack(home.clusto);
    await trap(learned(7, 1), learned(8, 2));
    expect(await drift()).toEqual([]);
    return device;
  }

  test('is a VLAN that is another one, and accepted it is meant', async () => {
    const device = await build();
    await trap(learned(7, 1, 5));
    expect(await drift()).toEqual(['attribute | r1-sw1 | port-nic-eth 7 vlan | 442 | 5']);
    const before = await home.clusto.version();
    expect(await accept('r1-sw1')).toMatchObject({ accepted: [{ observed: '5' }], left: [] });
    expect([await device.getPortAttr('nic-eth', 7, 'vlan'), await home.clusto.version()]).toEqual([5, before + 1]);
    expect(await drift()).toEqual([]);
  });

  test('is a thing at another port, and accepted its cable follows', async () => {
    await build();
    await trap(learned(9, 1));
    expect(await drift()).toEqual([
      'cable | s0001 | port-nic-eth 1 connection | r1-sw1 7 | r1-sw1 9',
      'attribute | r1-sw1 | port-nic-eth 9 vlan | - | 442',
    ]);
    await accept('s0001');
    expect(await cableOf('s0001')).toBe('r1-sw1 9');
  });

  test('of two that have changed places is accepted together, or not at all', async () => {
    await build();
    await trap(learned(7, 2), learned(8, 1));
    const before = await home.clusto.version();
    await expect(accept('s0001')).rejects.toMatchObject({ code: 'PORT_TAKEN' });
    expect([await home.clusto.version(), await cableOf('s0001')]).toEqual([before, 'r1-sw1 7']);
    await accept('s0001', 's0002');
    expect([await cableOf('s0001'), await cableOf('s0002')]).toEqual(['r1-sw1 8', 'r1-sw1 7']);
    expect([await home.clusto.version(), await drift()]).toEqual([before + 1, []]);
  });

  test('is a thing with another address: its board was replaced', async () => {
    await build();
    await trap({ ...learned(7, 1), operation: 'removed' } as TrapEvent, learned(7, 9));
    expect(await drift()).toEqual([`address | s0001 | port-nic-eth 1 mac | ${mac(1)} | ${mac(9)}`]);
    await accept('s0001');
    const [server] = await things('s0001');
    expect(await server?.attrValues({ subkey: 'mac' })).toEqual([mac(9), mac(9)]);
    expect(await drift()).toEqual([]);
  });

  test('is something unknown at a port without a cable, which is left', async () => {
    const device = await build();
    await device.setAttr({ key: 'snmp', subkey: 'discovery', value: 0 });
    await device.setPortAttr('nic-eth', 9, 'vlan', 442);
    await trap(learned(9, 9));
    expect(await drift()).toEqual([`stranger | r1-sw1 | port-nic-eth 9 connection | - | ${mac(9)}`]);
    const before = await home.clusto.version();
    expect(await accept('r1-sw1')).toMatchObject({ accepted: [], left: [{ kind: 'stranger' }] });
    expect(await home.clusto.version()).toBe(before);
  });

  test('is no machine behind another, and nothing that an uplink sees', async () => {
    const { clusto } = home;
    const device = await build();
    const guest = await clusto.create(PenguinServer, 'guest');
    await guest.setPortAttr('nic-eth', 1, 'mac', mac(20));
    // beside its own address a host lets those of its guests through, known or not
    await trap(learned(7, 20), learned(7, 21));
    const core = await clusto.create(BasicNetworkSwitch, 'core');
    await core.addIp('10.0.0.3');
    await device.connectPorts('nic-eth', 20, core, 1);
    for (const [one, port] of [
      [device, 20],
      [core, 1],
    ] as const)
      await one.setPortAttr('nic-eth', port, 'vlan', 442);
    home.clock.advance(1000);
    await trap(learned(20, 30));
    await discoverServer(clusto, { source: '10.0.0.3', events: [learned(1, 1)] });
    expect(await drift()).toEqual([]);
  });

  test('is a link only where one is meant', async () => {
    const device = await build();
    const down: TrapEvent = { kind: 'link', state: 'down', index: 1, name: 'Gi0/7' };
    await trap(down);
    expect(await drift()).toEqual([]);
    await device.setPortAttr('nic-eth', 7, 'link', 'up');
    expect(await drift()).toEqual(['attribute | r1-sw1 | port-nic-eth 7 link | up | down']);
  });

  test('comes newest first, with its source and since when', async () => {
    await build();
    for (const port of [7, 8]) {
      home.clock.advance(1000);
      await trap(learned(port, port - 6, 5));
    }
    expect((await findDrift(home.clusto)).map(({ drift: one }) => [one.since, one.observed, one.source])).toEqual([
      ['2026-01-01T00:00:02.000Z', '5', 'snmp r1-sw1'],
      ['2026-01-01T00:00:01.000Z', '5', 'snmp r1-sw1'],
    ]);
  });

  test('that was dismissed stays so, through a flap, until something else is observed', async () => {
    await build();
    await trap(learned(7, 1, 5));
    const before = await home.clusto.version();
    expect(await dismissDrift(home.clusto, await things('r1-sw1'))).toHaveLength(1);
    expect([await drift(), await home.clusto.version()]).toEqual([[], before]);
    await trap(learned(7, 1, 442));
    await trap(learned(7, 1, 5));
    expect([await drift(), (await drift(true)).length]).toEqual([[], 1]);
    expect((await findDrift(home.clusto, { dismissed: true }))[0]?.drift.dismissed).toBe('tester');
    await trap(learned(7, 1, 6));
    expect(await drift()).toEqual(['attribute | r1-sw1 | port-nic-eth 7 vlan | 442 | 6']);
  });

  test('of an older view is what was meant then', async () => {
    const device = await build();
    const version = await home.clusto.version();
    await device.setPortAttr('nic-eth', 7, 'vlan', 6);
    expect(await findDrift(home.clusto.at(version))).toEqual([]);
    expect(await drift()).toEqual(['attribute | r1-sw1 | port-nic-eth 7 vlan | 6 | 442']);
  });

  test('is forgotten with what it is about', async () => {
    const device = await build();
    await trap(learned(7, 1, 5));
    await device.delete();
    expect(await drift()).toEqual([]);
  });

  test('costs as many statements, however much there is', async () => {
    await build();
    await trap(learned(9, 1));
    const few = await countStatements(drift);
    await trap(...Array.from({ length: 8 }, (_, index) => learned(index + 10, index + 50)));
    expect([await countStatements(drift), (await drift()).length]).toEqual([few, 2]);
    expect(few).toBeLessThan(9);
  });
});
