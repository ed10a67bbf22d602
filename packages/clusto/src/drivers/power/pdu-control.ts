import { failure } from '../../base/errors.ts';
import type { Driver } from '../../inventory/driver.ts';
import type { PowerAction } from '../../providers/power-state.ts';
import type { PowerControl } from './power-control.ts';
import type { PowerStep } from './power-plan.ts';
import type { CallOptions } from './call-options.ts';
import type { PowerReading, PowerSource } from './power-source.ts';
import { pauseStep, verification } from './verification.ts';

/** An outlet that a thing is plugged into. */
export interface Outlet {
  readonly source: Driver & PowerSource;
  readonly type: string;
  readonly number: number;
}

/**
 * The outlets that a thing is plugged into, as one: several are switched off all before one is switched on again, since
 * the thing runs as long as one of them has power.
 */
export class PduControl implements PowerControl {
  readonly means = 'pdu';
  readonly #thing: Driver;
  readonly #outlets: readonly Outlet[];

  constructor(thing: Driver, outlets: readonly Outlet[]) {
    [this.#thing, this.#outlets] = [thing, outlets];
  }

  async read(options: CallOptions): Promise<PowerReading[]> {
    return Promise.all(
      this.#outlets.map(async ({ source, type, number }) => {
        const reading = await source.outletState?.(type, number, options);
        return reading ?? { source: outletName({ source, number }), state: 'unknown', detail: 'not told' };
      }),
    );
  }

  async plan(action: PowerAction, options: CallOptions): Promise<PowerStep[]> {
    if (action !== 'reboot') return this.#switch(action, options);
    // the strip does it by itself, off and on again, whatever happens to us meanwhile
    if (this.#outlets.length === 1) return this.#each('reboot', options);
    return [...(await this.#switch('off', options)), pauseStep(this.#thing), ...(await this.#switch('on', options))];
  }

  async #switch(action: Exclude<PowerAction, 'reboot'>, options: CallOptions): Promise<PowerStep[]> {
    const steps = await this.#each(action, options);
    const canTell = this.#outlets.every(({ source }) => source.outletState !== undefined);
    return canTell && action !== 'soft'
      ? [...steps, verification(this.#thing, action, (call) => this.read(call))]
      : steps;
  }

  #each(action: PowerAction, options: CallOptions): Promise<PowerStep[]> {
    return Promise.all(
      this.#outlets.map(async (outlet) => {
        const { source, type, number } = outlet;
        return (await source.planOutlet?.(action, type, number, options)) ?? plainStep(outlet, action);
      }),
    );
  }
}

const methods = { on: 'setPowerOn', off: 'setPowerOff', reboot: 'reboot' } as const;

/** For a source that cannot say beforehand what it will send. */
function plainStep({ source, type, number }: Outlet, action: PowerAction): PowerStep {
  if (action === 'soft')
    throw failure('NOT_SUPPORTED', { thing: source, action: 'ask an operating system to shut down' });
  const method = methods[action];
  return {
    what: `${outletName({ source, number })} ${action}`,
    call: { via: 'driver', call: `${source.name}.${method}(${type}, ${number})` },
    run: (options) => source[method](type, number, options),
  };
}

const outletName = ({ source, number }: Pick<Outlet, 'source' | 'number'>): string => `${source.name} outlet ${number}`;
