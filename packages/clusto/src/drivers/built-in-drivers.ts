import type { DriverClass } from '../inventory/driver.ts';
import { BasicAppliance } from './devices/basic-appliance.ts';
import { BasicConsoleServer } from './devices/basic-console-server.ts';
import { BasicFirewall } from './devices/basic-firewall.ts';
import { BasicLoadBalancer } from './devices/basic-load-balancer.ts';
import { BasicNetworkSwitch } from './devices/basic-network-switch.ts';
import { BasicPatchPanel } from './devices/basic-patch-panel.ts';
import { BasicPowerStrip } from './devices/basic-power-strip.ts';
import { BasicServer } from './devices/basic-server.ts';
import { BasicVirtualServer } from './devices/basic-virtual-server.ts';
import { Cisco2960 } from './devices/cisco2960.ts';
import { Cisco3560 } from './devices/cisco3560.ts';
import { Cisco4948 } from './devices/cisco4948.ts';
import { Device } from './devices/device.ts';
import { Netscaler, Netscaler10010, Netscaler17000 } from './devices/netscaler.ts';
import { OpenGearCM4148 } from './devices/open-gear-cm4148.ts';
import { PenguinServer, PenguinServer2U } from './devices/penguin-server.ts';
import { PowerTowerXM } from './devices/power-tower-xm.ts';
import { APCPdu, RaritanPdu, SnmpPdu } from './devices/snmp-pdu.ts';
import { APCRack } from './locations/apc-rack.ts';
import { EC2Region } from './machines/ec2/ec2-region.ts';
import { EC2VirtualServer } from './machines/ec2/ec2-virtual-server.ts';
import { EC2VMManager } from './machines/ec2/ec2-vm-manager.ts';
import { EC2Zone } from './machines/ec2/ec2-zone.ts';
import { BasicCage } from './locations/basic-cage.ts';
import { BasicDatacenter } from './locations/basic-datacenter.ts';
import { BasicRack } from './locations/basic-rack.ts';
import { BasicZone } from './locations/basic-zone.ts';
import { EquinixDatacenter } from './locations/equinix-datacenter.ts';
import { Location } from './locations/location.ts';
import { KVMManager } from './machines/kvm-manager.ts';
import { VMManager } from './machines/vm-manager.ts';
import { XenVMManager } from './machines/xen-vm-manager.ts';
import { KVMVirtualServer } from './machines/kvm-virtual-server.ts';
import { XenVirtualServer } from './machines/xen-virtual-server.ts';
import { ExclusivePool } from './pools/exclusive-pool.ts';
import { Pool } from './pools/pool.ts';
import { UniquePool } from './pools/unique-pool.ts';
import { IPManager } from './resources/ip-manager.ts';
import { ResourceManager } from './resources/resource-manager.ts';
import { SimpleEntityNameManager } from './resources/simple-entity-name-manager.ts';
import { SimpleNameManager } from './resources/simple-name-manager.ts';
import { SimpleNumManager } from './resources/simple-num-manager.ts';

/** Every driver that clusto brings along: what an inventory knows before plug-ins add theirs. */
export const builtInDrivers: readonly DriverClass[] = [
  Location,
  BasicDatacenter,
  EquinixDatacenter,
  BasicCage,
  BasicZone,
  BasicRack,
  APCRack,
  Pool,
  ExclusivePool,
  UniquePool,
  Device,
  BasicServer,
  PenguinServer,
  PenguinServer2U,
  BasicVirtualServer,
  XenVirtualServer,
  KVMVirtualServer,
  BasicNetworkSwitch,
  Cisco2960,
  Cisco3560,
  Cisco4948,
  BasicPatchPanel,
  BasicPowerStrip,
  PowerTowerXM,
  SnmpPdu,
  APCPdu,
  RaritanPdu,
  BasicConsoleServer,
  OpenGearCM4148,
  BasicAppliance,
  Netscaler,
  Netscaler17000,
  Netscaler10010,
  BasicFirewall,
  BasicLoadBalancer,
  ResourceManager,
  IPManager,
  SimpleNameManager,
  SimpleEntityNameManager,
  SimpleNumManager,
  VMManager,
  XenVMManager,
  KVMManager,
  EC2Region,
  EC2Zone,
  EC2VMManager,
  EC2VirtualServer,
];
