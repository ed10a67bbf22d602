export { builtInDrivers } from './drivers/built-in-drivers.ts';
export { BasicAppliance } from './drivers/devices/basic-appliance.ts';
export { BasicConsoleServer } from './drivers/devices/basic-console-server.ts';
export { BasicFirewall } from './drivers/devices/basic-firewall.ts';
export { BasicLoadBalancer } from './drivers/devices/basic-load-balancer.ts';
export { BasicNetworkSwitch } from './drivers/devices/basic-network-switch.ts';
export { BasicPatchPanel } from './drivers/devices/basic-patch-panel.ts';
export { BasicPowerStrip } from './drivers/devices/basic-power-strip.ts';
export { BasicServer } from './drivers/devices/basic-server.ts';
export { BasicVirtualServer } from './drivers/devices/basic-virtual-server.ts';
export { Cisco2960 } from './drivers/devices/cisco2960.ts';
export { Cisco3560 } from './drivers/devices/cisco3560.ts';
export { Cisco4948 } from './drivers/devices/cisco4948.ts';
export {
  type AddIpOptions,
  type Address,
  type BindOptions,
  Device,
  type PowerOffOptions,
  type PowerOptions,
  type PowerPlanOptions,
} from './drivers/devices/device.ts';
export { Netscaler, Netscaler10010, Netscaler17000 } from './drivers/devices/netscaler.ts';
export { OpenGearCM4148 } from './drivers/devices/open-gear-cm4148.ts';
export { PenguinServer, PenguinServer2U } from './drivers/devices/penguin-server.ts';
export {
  defaultPorts,
  Ported,
  type PortEnd,
  type PortInfo,
  type PortInfoTuple,
  type PortNumber,
  type PortState,
  type PortTable,
} from './drivers/devices/ported.ts';
export { PowerTowerXM } from './drivers/devices/power-tower-xm.ts';
export { APCPdu, RaritanPdu, SnmpPdu } from './drivers/devices/snmp-pdu.ts';
export {
  factoryLayouts,
  getFactory,
  isRackFactory,
  type RackFactoryClass,
  registerFactory,
  type RegisteringInventory,
} from './drivers/factories/get-factory.ts';
export { RackFactory, type RackFactoryOptions } from './drivers/factories/rack-factory.ts';
export type {
  LayoutCable,
  LayoutDevice,
  LayoutPort,
  RackLayout,
  ServerCable,
  ServerPosition,
} from './drivers/factories/rack-layout.ts';
export { APCRack } from './drivers/locations/apc-rack.ts';
export { BasicCage } from './drivers/locations/basic-cage.ts';
export { BasicDatacenter } from './drivers/locations/basic-datacenter.ts';
export { BasicRack, type RackPosition } from './drivers/locations/basic-rack.ts';
export { BasicZone } from './drivers/locations/basic-zone.ts';
export { EquinixDatacenter } from './drivers/locations/equinix-datacenter.ts';
export { Location } from './drivers/locations/location.ts';
export type { Placement } from './drivers/machines/choose-host.ts';
export type { Capacity, HostCapacity, TotalCapacity } from './drivers/machines/host-capacity.ts';
export { KVMManager } from './drivers/machines/kvm-manager.ts';
export type { Amounts } from './drivers/machines/machine-demand.ts';
export { hostOf, type MachineShare, shareOf } from './drivers/machines/machine-share.ts';
export { type HostObserver, isHostObserver } from './drivers/machines/host-observer.ts';
export { LibvirtManager } from './drivers/machines/libvirt-manager.ts';
export { KVMVirtualServer } from './drivers/machines/kvm-virtual-server.ts';
export { LibvirtServer } from './drivers/machines/libvirt-server.ts';
export { adoptMachine, machineOfUuid } from './drivers/machines/adopt-machine.ts';
export type { MigrateOptions } from './drivers/machines/migrate-machine.ts';
export {
  observeHost,
  type ObservedHost,
  type ObservedMachine,
  type ObservedVolume,
} from './drivers/machines/observe-host.ts';
export { macOfAddress } from './drivers/machines/mac-of-address.ts';
export {
  type ConsoleOptions,
  isVirtualMachine,
  type MachineState,
  type MachineStatus,
  type StepOptions,
  type StopOptions,
  type VirtualMachine,
} from './drivers/machines/virtual-machine.ts';
export { type MachineMove, type PlaceOptions, VMManager } from './drivers/machines/vm-manager.ts';
export { XenVMManager } from './drivers/machines/xen-vm-manager.ts';
export { XenVirtualServer } from './drivers/machines/xen-virtual-server.ts';
export { ExclusivePool } from './drivers/pools/exclusive-pool.ts';
export type { ConsoleSource } from './drivers/power/open-console.ts';
export type { PowerCall, PowerMeans, PowerPlan, PowerResult, PowerStep } from './drivers/power/power-plan.ts';
export type { CallOptions } from './drivers/power/call-options.ts';
export { isPowerSource, type PowerReading, type PowerSource } from './drivers/power/power-source.ts';
export type { PowerStatus } from './drivers/power/power-status.ts';
export { getFromEntities, type GetFromOptions, getFromPools } from './drivers/pools/get-from-pools.ts';
export { Pool } from './drivers/pools/pool.ts';
export { UniquePool } from './drivers/pools/unique-pool.ts';
export { getIpManager, getIpManagers, getIpOwners } from './drivers/resources/get-ip-managers.ts';
export { type AllocateIpOptions, type DeallocateIpOptions, IPManager } from './drivers/resources/ip-manager.ts';
export { type Quarantine, type QuarantineTerms } from './drivers/resources/quarantine.ts';
export { type AllocateOptions, type Place, ResourceManager } from './drivers/resources/resource-manager.ts';
export { SimpleEntityNameManager } from './drivers/resources/simple-entity-name-manager.ts';
export { SimpleNameManager } from './drivers/resources/simple-name-manager.ts';
export { SimpleNumManager } from './drivers/resources/simple-num-manager.ts';
export { type Ec2MetadataOptions, EC2VirtualServer } from './drivers/machines/ec2/ec2-virtual-server.ts';
export { type Ec2InstanceResource, EC2VMManager, type LaunchOptions } from './drivers/machines/ec2/ec2-vm-manager.ts';
export { EC2Region } from './drivers/machines/ec2/ec2-region.ts';
export { EC2Zone } from './drivers/machines/ec2/ec2-zone.ts';
export type { Ec2Resource } from './drivers/machines/ec2/ec2-resource.ts';
export type { Ec2Instance, Ec2State } from './providers/ec2/ec2-instance.ts';
export type { Ec2Filters } from './providers/ec2/describe-instances.ts';
export type { ListOptions, RegionProgress } from './providers/ec2/list-instances.ts';
