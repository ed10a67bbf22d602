import { BasicDatacenter } from '../../packages/clusto/src/drivers/locations/basic-datacenter.ts';
import { APCRack } from '../../packages/clusto/src/drivers/locations/apc-rack.ts';
import { Cisco4948 } from '../../packages/clusto/src/drivers/devices/cisco4948.ts';
import { PowerTowerXM } from '../../packages/clusto/src/drivers/devices/power-tower-xm.ts';
import { getFactory, registerFactory } from '../../packages/clusto/src/drivers/factories/get-factory.ts';
import { RackFactory } from '../../packages/clusto/src/drivers/factories/rack-factory.ts';
import type { RackLayout } from '../../packages/clusto/src/drivers/factories/rack-layout.ts';
import { IPManager } from '../../packages/clusto/src/drivers/resources/ip-manager.ts';
import { SimpleEntityNameManager } from '../../packages/clusto/src/drivers/resources/simple-entity-name-manager.ts';
import type { Clusto } from '../../packages/clusto/src/operations/clusto.ts';

/** A rack with a switch and a power strip, and places for servers at the switch ports 1 to 20. */
export class DiscoveryFactory extends RackFactory {
  static override readonly layouts: readonly string[] = ['discovery'];
  static override readonly layout: RackLayout = {
    devices: { sw1: { driver: Cisco4948, units: 40 }, pwr1: { driver: PowerTowerXM, units: [41, 42] } },
    cables: [{ type: 'nic-eth', from: ['pwr1', 1], to: ['sw1', 44] }],
    positions: Object.fromEntries(
      Array.from({ length: 20 }, (_, index) => [
        index + 1,
        { units: index + 1, cables: [{ type: 'nic-eth', port: 1, to: ['sw1', index + 1] }] },
      ]),
    ),
  };
}

/** The address of the switch `r1-sw1`. */
export const switchAddress = '10.0.0.2';

/**
 * The rack `r1` without a server, whose switch has discovery on.
 * @param hasNetwork whether the network of the switch is there already
 */
export async function buildDiscoveryRack(clusto: Clusto, hasNetwork = false): Promise<Cisco4948> {
  registerFactory(clusto.registry, DiscoveryFactory);
  return clusto.transaction(async () => {
    const [datacenter, rack] = [await clusto.create(BasicDatacenter, 'dc'), await clusto.create(APCRack, 'r1')];
    await datacenter.insert(rack);
    await datacenter.setAttr({ key: 'snmp', subkey: 'discovery', value: 1 });
    await rack.setAttr({ key: 'racklayout', value: 'discovery' });
    if (!hasNetwork) await clusto.create(IPManager, 'net', { baseip: '10.0.0.0', netmask: '255.255.255.0' });
    await clusto.create(SimpleEntityNameManager, 'servernames', { basename: 's', digits: 4, next: 1 });
    await (await getFactory(clusto, 'r1')).connectPorts();
    const device = await clusto.getByName('r1-sw1', Cisco4948);
    await device.addIp(switchAddress);
    return device;
  });
}
