import { expect, test } from 'vitest';
import type { DriverClass } from '../inventory/driver.ts';
import { Registry } from '../inventory/registry.ts';
import { builtInDrivers } from './built-in-drivers.ts';
import { Ported } from './devices/ported.ts';

const device = 'model serialnum manufacturer';
const oneServer = 'pwr-nema-5:1 nic-eth:2 console-serial:1';
const placing = 'placement=smallest memoryRatio=1 diskRatio=1 cpuRatio=1';
const cisco = 'pwr-nema-5:1 console-serial:1 nic-eth:48';

/** class, driver, type, ports, properties: what stored entities and plug-ins rely on. */
const kinds = [
  ['Location', 'location', 'location', '', ''],
  ['BasicDatacenter', 'basicdatacenter', 'datacenter', '', ''],
  ['EquinixDatacenter', 'equinixdatacenter', 'datacenter', '', ''],
  ['BasicCage', 'basiccage', 'cage', '', ''],
  ['BasicZone', 'basiczone', 'zone', '', ''],
  ['BasicRack', 'basicrack', 'rack', '', 'minu=1 maxu=45'],
  ['APCRack', 'apcrack', 'rack', '', 'minu=1 maxu=45'],
  ['Pool', 'pool', 'pool', '', ''],
  ['ExclusivePool', 'exclusive_pool', 'pool', '', ''],
  ['UniquePool', 'unique_pool', 'pool', '', ''],
  ['Device', 'device', 'device', 'pwr-nema-5:1 nic-eth:2', device],
  ['BasicServer', 'basicserver', 'server', oneServer, device],
  ['PenguinServer', 'penguinserver', 'server', oneServer, device],
  ['PenguinServer2U', 'penguinserver2u', 'server', 'pwr-nema-5:2 nic-eth:2 console-serial:1', device],
  ['BasicVirtualServer', 'basicvirtualserver', 'virtualserver', oneServer, device],
  ['XenVirtualServer', 'xenvirtualserver', 'virtualserver', oneServer, device],
  ['KVMVirtualServer', 'kvmvirtualserver', 'virtualserver', oneServer, device],
  ['BasicNetworkSwitch', 'basicnetworkswitch', 'networkswitch', 'pwr-nema-5:1 nic-eth:48', device],
  ['Cisco2960', 'cisco2960', 'networkswitch', cisco, device],
  ['Cisco3560', 'cisco3560', 'networkswitch', `${cisco} nic-fiber10g:4`, device],
  ['Cisco4948', 'cisco4948', 'networkswitch', `${cisco} nic-fiber10g:2`, device],
  ['BasicPatchPanel', 'basicpatchpanel', 'patchpanel', 'nic-eth:48', device],
  ['BasicPowerStrip', 'basicpowerstrip', 'powerstrip', 'pwr-nema-5:24 nic-eth:1', device],
  [
    'PowerTowerXM',
    'powertowerxm',
    'powerstrip',
    'pwr-nema-L5:2 pwr-nema-5:16 nic-eth:1 console-serial:1',
    `${device} withslave=false`,
  ],
  ['SnmpPdu', 'snmppdu', 'powerstrip', 'pwr-nema-L5:1 pwr-nema-5:24 nic-eth:1', `${device} outlets=24`],
  ['APCPdu', 'apcpdu', 'powerstrip', 'pwr-nema-L5:1 pwr-nema-5:24 nic-eth:1', `${device} outlets=24`],
  ['RaritanPdu', 'raritanpdu', 'powerstrip', 'pwr-nema-L5:1 pwr-nema-5:24 nic-eth:1', `${device} outlets=24`],
  ['BasicConsoleServer', 'basicconsoleserver', 'consoleserver', 'pwr-nema-5:1 nic-eth:1 console-serial:24', device],
  ['OpenGearCM4148', 'opengearcm4148', 'consoleserver', 'pwr-nema-5:1 nic-eth:1 console-serial:48', device],
  ['BasicAppliance', 'basicappliance', 'appliance', 'pwr-nema-5:2 nic-eth:1 console-serial:1', device],
  ['Netscaler', 'netscaler', 'appliance', 'pwr-nema-5:2 nic-eth:1 console-serial:1', device],
  ['Netscaler17000', 'netscaler17000', 'appliance', 'pwr-nema-5:2 nic-eth:9 nic-xfp:2 console-serial:1', device],
  ['Netscaler10010', 'netscaler10010', 'appliance', 'pwr-nema-5:2 nic-eth:9 console-serial:1', device],
  ['BasicFirewall', 'basicfirewall', 'firewall', 'pwr-nema-5:1 nic-eth:2', device],
  ['BasicLoadBalancer', 'basicloadbalancer', 'loadbalancer', 'pwr-nema-5:1 nic-eth:2', device],
  ['ResourceManager', 'resourcemanager', 'resourcemanager', '', ''],
  ['IPManager', 'ipmanager', 'resourcemanager', '', 'gateway netmask=255.255.255.255 baseip'],
  ['SimpleNameManager', 'simplenamemanager', 'resourcemanager', '', 'basename= digits=2 next=0 leadingZeros=true'],
  [
    'SimpleEntityNameManager',
    'simpleentitynamemanager',
    'resourcemanager',
    '',
    'basename= digits=2 next=0 leadingZeros=true',
  ],
  ['SimpleNumManager', 'simplenummanager', 'resourcemanager', '', 'maxnum next=0'],
  ['VMManager', 'vmmanager', 'resourcemanager', '', placing],
  ['XenVMManager', 'xenvmmanager', 'resourcemanager', '', placing],
  ['KVMManager', 'kvmmanager', 'resourcemanager', '', placing],
  ['EC2Region', 'ec2region', 'datacenter', '', ''],
  ['EC2Zone', 'ec2zone', 'zone', '', ''],
  ['EC2VMManager', 'ec2vmmanager', 'resourcemanager', '', 'budget aws_access_key_id aws_secret_access_key'],
  ['EC2VirtualServer', 'ec2virtualserver', 'virtualserver', '', device],
] as const;

const registry = new Registry(builtInDrivers);

function portsOf(driver: DriverClass): string {
  const { ports } = driver as unknown as typeof Ported;
  const table = driver.prototype instanceof Ported ? Object.entries(ports) : [];
  return table.map(([type, count]) => `${type}:${count}`).join(' ');
}

function propertiesOf(driver: DriverClass): string {
  return Object.entries(registry.properties(driver))
    .map(([name, { default: value }]) => (value === null ? name : `${name}=${value as string | number | boolean}`))
    .join(' ');
}

test('the list has every kind once', () => {
  expect(builtInDrivers.map(({ name }) => name).sort()).toEqual(kinds.map(([name]) => name).sort());
});

test.each(kinds)('%s', (name, driverName, type, ports, properties) => {
  const driver = registry.driverClass(driverName);
  expect([driver.name, driver.type, portsOf(driver), propertiesOf(driver)]).toEqual([name, type, ports, properties]);
});

test('a server of two units says so to the racks', () => {
  const heights = builtInDrivers.flatMap((driver) =>
    'rackUnits' in driver ? [[driver.driverName, driver.rackUnits]] : [],
  );
  expect(heights).toEqual([['penguinserver2u', 2]]);
});

test('what is declared of a property says what it means', () => {
  const all = builtInDrivers.flatMap((driver) => Object.values(registry.properties(driver)));
  for (const { description } of all) expect(description).toMatch(/\.$/);
});
