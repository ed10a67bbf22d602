import { Device } from './device.ts';

/** A load balancer of any make; its ports are those of any device. */
export class BasicLoadBalancer extends Device {
  static override readonly driverName: string = 'basicloadbalancer';
  static override readonly type: string = 'loadbalancer';
}
