import type { Driver } from '../../inventory/driver.ts';
import type { PowerAction } from '../../providers/power-state.ts';
import type { RedfishOptions } from '../../providers/redfish/redfish-target.ts';
import type { PowerControl } from './power-control.ts';
import type { PowerStep } from './power-plan.ts';
import { configuredNumber } from './configured-number.ts';
import type { CallOptions } from './call-options.ts';
import type { PowerReading } from './power-source.ts';
import { redfishTargetOf } from './redfish-target-of.ts';
import { verification } from './verification.ts';

const redfishOptions = ({ inventory }: Driver, { signal }: CallOptions): RedfishOptions => ({
  timeout: configuredNumber(inventory, 'redfish', 'timeout', 10_000),
  signal,
});

/** The power of a machine by its management controller, over Redfish. */
export class RedfishControl implements PowerControl {
  readonly means = 'redfish';
  readonly #thing: Driver;

  constructor(thing: Driver) {
    this.#thing = thing;
  }

  async read(options: CallOptions): Promise<PowerReading[]> {
    const target = await redfishTargetOf(this.#thing);
    const { readSystem } = await import('../../providers/redfish/read-system.ts');
    const { state, detail } = await readSystem(target, redfishOptions(this.#thing, options));
    return [{ source: `${this.#thing.name} by Redfish at ${target.url}`, state, detail }];
  }

  async plan(action: PowerAction, options: CallOptions): Promise<PowerStep[]> {
    const thing = this.#thing;
    const target = await redfishTargetOf(thing);
    const { readSystem } = await import('../../providers/redfish/read-system.ts');
    const { chooseReset, sendReset } = await import('../../providers/redfish/send-reset.ts');
    const system = await readSystem(target, redfishOptions(thing, options));
    const wanted = action === 'soft' ? 'off' : action;
    if (system.state === wanted) return [];
    const sent = action === 'reboot' && system.state === 'off' ? 'on' : action;
    const reset = chooseReset(target, system, sent);
    const step: PowerStep = {
      what: `${thing.name} ${sent} by Redfish`,
      call: { via: 'redfish', method: 'POST', url: new URL(reset.path, target.url).href, body: reset.body },
      run: (call = {}) => sendReset(target, reset, redfishOptions(thing, call)),
    };
    return sent === 'on' || sent === 'off' ? [step, verification(thing, sent, (call) => this.read(call))] : [step];
  }
}
