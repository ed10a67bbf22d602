import type { Driver } from '../../inventory/driver.ts';

/** What a thing that can switch the power of its outlets offers (behaviour spec section 10). */
export interface PowerSource {
  setPowerOn(portType: string, portNum: number): Promise<void>;
  setPowerOff(portType: string, portNum: number): Promise<void>;
  reboot(portType: string, portNum: number): Promise<void>;
}

/** Whether a thing can switch the power of its outlets. */
export function isPowerSource(thing: Driver): thing is Driver & PowerSource {
  return ['setPowerOn', 'setPowerOff', 'reboot'].every((name) => typeof Reflect.get(thing, name) === 'function');
}
