import { Device } from './device.ts';
import { defaultPorts, type PortTable } from './ported.ts';

/** A load balancer of any make. */
export class BasicLoadBalancer extends Device {
  static override readonly driverName: string = 'basicloadbalancer';
  static override readonly type: string = 'loadbalancer';
  static override readonly ports: PortTable = defaultPorts;
}
