import type { Driver } from '../../inventory/driver.ts';
import type { PowerAction, PowerState } from '../../providers/power-state.ts';
import type { CallOptions } from './call-options.ts';
import type { PowerStep } from './power-plan.ts';

/** The state of one outlet, or of one machine as its management controller tells it. */
export interface PowerReading {
  /** `pwr1 outlet aa1` */
  readonly source: string;
  readonly state: PowerState;
  /** In the words of what was asked: `idleOn`. */
  readonly detail: string;
}

/** What a thing that can switch the power of its outlets offers (behaviour spec section 10). */
export interface PowerSource {
  setPowerOn(portType: string, portNum: number | string, options?: CallOptions): Promise<void>;
  setPowerOff(portType: string, portNum: number | string, options?: CallOptions): Promise<void>;
  reboot(portType: string, portNum: number | string, options?: CallOptions): Promise<void>;
  /** Left out by a source that cannot tell; then nothing is verified. */
  outletState?(portType: string, portNum: number | string, options?: CallOptions): Promise<PowerReading>;
  /** What an action would do, found out by reading only. Left out by a source that only has the three methods. */
  planOutlet?(
    action: PowerAction,
    portType: string,
    portNum: number | string,
    options?: CallOptions,
  ): Promise<PowerStep>;
}

/** Whether a thing can switch the power of its outlets. */
export function isPowerSource(thing: Driver): thing is Driver & PowerSource {
  return ['setPowerOn', 'setPowerOff', 'reboot'].every((name) => typeof Reflect.get(thing, name) === 'function');
}
