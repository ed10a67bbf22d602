import type { Driver } from '../../inventory/driver.ts';
import { ipmiArguments } from '../../providers/ipmi/ipmi-arguments.ts';
import type { IpmiOptions } from '../../providers/ipmi/ipmi-power.ts';
import type { PowerAction } from '../../providers/power-state.ts';
import { ipmiTargetOf } from './ipmi-target-of.ts';
import type { PowerControl } from './power-control.ts';
import type { PowerStep } from './power-plan.ts';
import { configuredNumber, configuredText } from './configured-number.ts';
import type { CallOptions } from './call-options.ts';
import type { PowerReading } from './power-source.ts';
import { verification } from './verification.ts';

/** Stands in a plan where the name of the file with the password will be. */
export const passwordFileWord = 'PASSWORD-FILE';

/** The program that speaks IPMI, and its time limit: the section `[ipmi]`. */
export function ipmiOptions({ inventory }: Driver, { signal }: CallOptions): IpmiOptions & { program: string } {
  return {
    program: configuredText(inventory, 'ipmi', 'ipmitool') ?? 'ipmitool',
    timeout: configuredNumber(inventory, 'ipmi', 'timeout', 20_000),
    signal,
  };
}

/** The power of a machine by its management controller, over IPMI. */
export class IpmiControl implements PowerControl {
  readonly means = 'ipmi';
  readonly #thing: Driver;

  constructor(thing: Driver) {
    this.#thing = thing;
  }

  async read(options: CallOptions): Promise<PowerReading[]> {
    const target = await ipmiTargetOf(this.#thing, 'ask for its power');
    const { ipmiPowerState } = await import('../../providers/ipmi/ipmi-power.ts');
    const { state } = await ipmiPowerState(target, ipmiOptions(this.#thing, options));
    return [{ source: `${this.#thing.name} by IPMI at ${target.address}`, state, detail: state }];
  }

  async plan(action: PowerAction, options: CallOptions): Promise<PowerStep[]> {
    const thing = this.#thing;
    const target = await ipmiTargetOf(thing, 'switch its power');
    const { ipmiPower, ipmiPowerCommand, ipmiPowerState } = await import('../../providers/ipmi/ipmi-power.ts');
    const { state, suite } = await ipmiPowerState(target, ipmiOptions(thing, options));
    const wanted = action === 'soft' ? 'off' : action;
    if (state === wanted) return [];
    // a cycle of a machine that is off is refused by many controllers
    const sent = action === 'reboot' && state === 'off' ? 'on' : action;
    const { program } = ipmiOptions(thing, options);
    const shown = ipmiArguments(target, { suite, passwordFile: passwordFileWord }, ipmiPowerCommand(sent));
    const step: PowerStep = {
      what: `${thing.name} ${sent} by IPMI`,
      call: { via: 'ipmi', argv: [program, ...shown] },
      run: (call = {}) => ipmiPower({ ...target, suite }, sent, ipmiOptions(thing, call)),
    };
    return sent === 'on' || sent === 'off' ? [step, verification(thing, sent, (call) => this.read(call))] : [step];
  }
}
