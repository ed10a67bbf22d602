// Xen as the guide speaks of it, on hypervisors that stand in for real ones: these classes take over the driver names.
import { XenVirtualServer as Server, XenVMManager as Manager } from 'clusto/drivers';
import { standInMachine, standInManager } from './stand-in-machine.ts';

export class XenVirtualServer extends standInMachine(Server) {
  static override readonly driverName: string = 'xenvirtualserver';
}

export class XenVMManager extends standInManager(Manager) {
  static override readonly driverName: string = 'xenvmmanager';
}
