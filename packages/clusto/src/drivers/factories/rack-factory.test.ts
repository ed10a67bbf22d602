import { describe, expect, test } from 'vitest';
import { databases } from '../../../../../tests/support/databases.ts';
import { useInventory } from '../../../../../tests/support/open-inventory.ts';
import type { Driver } from '../../inventory/driver.ts';
import { builtInDrivers } from '../built-in-drivers.ts';
import { BasicNetworkSwitch } from '../devices/basic-network-switch.ts';
import { BasicServer } from '../devices/basic-server.ts';
import { Cisco4948 } from '../devices/cisco4948.ts';
import { Device } from '../devices/device.ts';
import { OpenGearCM4148 } from '../devices/open-gear-cm4148.ts';
import { PenguinServer, PenguinServer2U } from '../devices/penguin-server.ts';
import { PowerTowerXM } from '../devices/power-tower-xm.ts';
import { APCRack } from '../locations/apc-rack.ts';
import { BasicDatacenter } from '../locations/basic-datacenter.ts';
import { BasicRack } from '../locations/basic-rack.ts';
import { getFactory, registerFactory } from './get-factory.ts';
import { RackFactory } from './rack-factory.ts';
import type { RackLayout } from './rack-layout.ts';

class SmallRackFactory extends RackFactory {
  static override readonly layouts: readonly string[] = ['small', '201'];
  static override readonly layout: RackLayout = {
    devices: {
      sw1: { driver: Cisco4948, units: 36 },
      ts1: { driver: OpenGearCM4148, units: 34 },
      pwr1: { driver: PowerTowerXM, units: [42, 41] },
    },
    cables: [
      { type: 'nic-eth', from: ['pwr1', 1], to: ['sw1', 44] },
      { type: 'pwr-nema-5', from: ['sw1', 1], to: ['pwr1', 'aa8'] },
    ],
    positions: {
      1: {
        units: 1,
        cables: [
          { type: 'nic-eth', port: 1, to: ['sw1', 1] },
          { type: 'pwr-nema-5', port: 1, to: ['pwr1', 'ab1'] },
          { type: 'console-serial', port: 1, to: ['ts1', 1] },
        ],
      },
      2: { units: [2, 3], cables: [{ type: 'nic-eth', port: 2, to: ['sw1', 2] }], driver: PenguinServer2U },
    },
  };
}

describe.each(databases)('a rack factory on $name', (kind) => {
  const inventory = useInventory(kind, builtInDrivers);

  /** The rack r1 in the datacenter dc. */
  async function prepare(): Promise<{ rack: APCRack; datacenter: BasicDatacenter; factory: RackFactory }> {
    const { clusto } = inventory;
    registerFactory(clusto.registry, SmallRackFactory);
    const rack = await clusto.create(APCRack, 'r1');
    const datacenter = await clusto.create(BasicDatacenter, 'dc');
    await datacenter.insert(rack);
    await rack.setAttr({ key: 'racklayout', value: 'small' });
    return { rack, datacenter, factory: await getFactory(clusto, 'r1') };
  }
  const device = (name: string): Promise<Device> => inventory.clusto.getByName(name, Device);
  const cables = async (name: string): Promise<string[]> =>
    (await (await device(name)).portInfoTuples()).flatMap(([type, number, other, otherNumber]) =>
      other ? [`${type} ${number} ${other.name} ${otherNumber}`] : [],
    );

  test('creates, mounts and cables what the layout says, as one version', async () => {
    const { clusto } = inventory;
    const { rack, datacenter, factory } = await prepare();
    const before = await clusto.version();
    await factory.connectPorts();
    expect(await clusto.version()).toBe(before + 1);
    expect((await rack.contents()).map(String)).toEqual([
      'Cisco4948(name=r1-sw1, type=networkswitch, driver=cisco4948)',
      'OpenGearCM4148(name=r1-ts1, type=consoleserver, driver=opengearcm4148)',
      'PowerTowerXM(name=r1-pwr1, type=powerstrip, driver=powertowerxm)',
    ]);
    expect(await BasicRack.getRackAndU(await device('r1-pwr1'))).toEqual({ rack, RU: [41, 42] });
    expect(await cables('r1-pwr1')).toEqual(['pwr-nema-5 8 r1-sw1 1', 'nic-eth 1 r1-sw1 44']);
    expect(await rack.parents()).toEqual([datacenter]);
  });

  test('does nothing where all is done', async () => {
    const { clusto } = inventory;
    const { factory } = await prepare();
    await factory.connectPorts();
    const server = await clusto.create(PenguinServer, 's1');
    await factory.addServer(server, 1);
    const before = await clusto.version();
    await factory.connectPorts();
    await factory.addServer(server, 1);
    expect(await clusto.version()).toBe(before);
  });

  test('completes what is there in part', async () => {
    const { clusto } = inventory;
    const { rack, factory } = await prepare();
    const network = await clusto.create(Cisco4948, 'r1-sw1');
    const power = await clusto.create(PowerTowerXM, 'r1-pwr1');
    await network.connectPorts('pwr-nema-5', 1, power, 8);
    await rack.insert(network, 36);
    await factory.connectPorts();
    expect(await cables('r1-sw1')).toEqual(['pwr-nema-5 1 r1-pwr1 8', 'nic-eth 44 r1-pwr1 1']);
  });

  test('puts a rack into the datacenter that it is told, and notes the layout', async () => {
    const { clusto } = inventory;
    const rack = await clusto.create(APCRack, 'r2');
    const datacenter = await clusto.create(BasicDatacenter, 'dc');
    await new SmallRackFactory(clusto, rack, { datacenter, layout: '201' }).connectPorts();
    expect(await rack.parents()).toEqual([datacenter]);
    expect(await rack.attrValue({ key: 'racklayout' })).toBe('201');
    await new SmallRackFactory(clusto, rack).connectPorts();
    expect(await rack.attrValue({ key: 'racklayout' })).toBe('small');
  });

  test('leaves a layout that was written as a number', async () => {
    const { clusto } = inventory;
    registerFactory(clusto.registry, SmallRackFactory);
    const rack = await clusto.create(APCRack, 'r2');
    await rack.setAttr({ key: 'racklayout', value: 201 });
    await (await getFactory(clusto, rack)).connectPorts();
    expect(await rack.attrValue({ key: 'racklayout' })).toBe(201);
  });

  test('refuses what is in its way, and nothing is changed', async () => {
    const { clusto } = inventory;
    const { rack, factory } = await prepare();
    const stranger = await clusto.create(BasicServer, 'stranger');
    const refused = async (code: string): Promise<void> => {
      const before = await clusto.version();
      await expect(factory.connectPorts()).rejects.toMatchObject({ code });
      expect(await clusto.version()).toBe(before);
    };
    await rack.insert(stranger, 41);
    await refused('RACK_UNIT_TAKEN');
    await rack.remove(stranger);

    const network = await clusto.create(Cisco4948, 'r1-sw1');
    await stranger.connectPorts('nic-eth', 1, network, 44);
    await refused('PORT_TAKEN');
    await stranger.disconnectPort('nic-eth', 1);

    const power = await clusto.create(PowerTowerXM, 'r1-pwr1');
    await power.connectPorts('nic-eth', 1, network, 43);
    await refused('PORT_TAKEN');
    await power.delete();

    await rack.insert(network, 35);
    await refused('RACK_SECOND');
    await rack.remove(network);
    const other = await clusto.create(APCRack, 'r2');
    await other.insert(network, 36);
    await refused('RACK_SECOND');
    await network.delete();

    await clusto.create(BasicNetworkSwitch, 'r1-sw1');
    await refused('ENTITY_WRONG_DRIVER');
    expect(await rack.contents()).toEqual([]);
  });

  test('adds servers at their switch ports', async () => {
    const { clusto } = inventory;
    const { rack, factory } = await prepare();
    const server = await clusto.create(factory.getDriver(1), 's1');
    const high = await clusto.create(factory.getDriver(2), 's2');
    expect([String(server), String(high)]).toEqual([
      'PenguinServer(name=s1, type=server, driver=penguinserver)',
      'PenguinServer2U(name=s2, type=server, driver=penguinserver2u)',
    ]);
    await expect(factory.addServer(server, 1)).rejects.toMatchObject({ code: 'ENTITY_NOT_FOUND' });
    expect(await server.parents()).toEqual([]);
    await factory.connectPorts();
    const before = await clusto.version();
    await factory.addServer(server, 1);
    expect(await clusto.version()).toBe(before + 1);
    await factory.addServer(high, 2);
    expect(await cables('s1')).toEqual(['pwr-nema-5 1 r1-pwr1 9', 'nic-eth 1 r1-sw1 1', 'console-serial 1 r1-ts1 1']);
    expect(await cables('s2')).toEqual(['nic-eth 2 r1-sw1 2']);
    expect(await rack.getDeviceIn(3)).toEqual(high);
    const third = await clusto.create(PenguinServer, 's3');
    await expect(factory.addServer(third, 1)).rejects.toMatchObject({ code: 'RACK_UNIT_TAKEN' });
    for (const port of [3, 0, 'toString' as unknown as number]) {
      await expect(factory.addServer(third, port)).rejects.toMatchObject({ code: 'FACTORY_PORT_UNKNOWN' });
      expect(() => factory.getDriver(port)).toThrow(`The rack layout small has no place for switch port ${port}.`);
    }
    await expect(factory.addServer('s3' as unknown as Driver, 1)).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' });
  });

  test('lets a subclass do more, within the same version', async () => {
    const { clusto } = inventory;
    class Labelling extends SmallRackFactory {
      protected override async connected(devices: ReadonlyMap<string, Driver>): Promise<void> {
        for (const [suffix, thing] of devices) await thing.setAttr({ key: 'label', value: suffix });
      }
    }
    const { rack } = await prepare();
    const before = await clusto.version();
    await new Labelling(clusto, rack).connectPorts();
    expect(await clusto.version()).toBe(before + 1);
    expect(await (await device('r1-ts1')).attrValue({ key: 'label' })).toBe('ts1');
  });

  test('does not build a rack that is gone', async () => {
    const { rack, factory } = await prepare();
    await rack.delete();
    await expect(factory.connectPorts()).rejects.toMatchObject({ code: 'ENTITY_GONE' });
  });
});
