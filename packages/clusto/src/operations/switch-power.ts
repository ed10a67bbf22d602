import { failure } from '../base/errors.ts';
import { type PowerPlan, type PowerResult } from '../drivers/power/power-plan.ts';
import { runPowerPlan, type RunPlanOptions } from '../drivers/power/run-power-plan.ts';
import { type Driver } from '../inventory/driver.ts';
import { type Settled, settle } from './settle-all.ts';

export interface SwitchPowerOptions extends RunPlanOptions {
  /** How a plan is run. Default: here. */
  readonly run?: ((thing: Driver, plan: PowerPlan, options: RunPlanOptions) => Promise<PowerResult>) | undefined;
}

/**
 * Does what was planned, one thing after the other, so that a rack does not draw all its current at once. One that fails
 * stops no other; what is interrupted is not begun.
 */
export async function* switchPower(
  planned: readonly Settled<PowerPlan>[],
  { run = runPowerPlan, ...options }: SwitchPowerOptions = {},
): AsyncGenerator<Settled<PowerResult>> {
  for (const { thing, value: plan, error } of planned) {
    if (error !== undefined) yield { thing, error };
    else
      yield await settle(thing, async () => {
        if (options.signal?.aborted === true) throw failure('INTERRUPTED', { action: `switching ${thing.name}` });
        return run(thing, plan, options);
      });
  }
}
