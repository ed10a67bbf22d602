import { failure } from '../base/errors.ts';
import { type PowerPlan, type PowerResult } from '../drivers/power/power-plan.ts';
import { runPowerPlan, type RunPlanOptions } from '../drivers/power/run-power-plan.ts';
import { type Settled, settle } from './settle-all.ts';

/**
 * Does what was planned, one thing after the other, so that a rack does not draw all its current at once. One that fails
 * stops no other; what is interrupted is not begun.
 */
export async function* switchPower(
  planned: readonly Settled<PowerPlan>[],
  options: RunPlanOptions = {},
): AsyncGenerator<Settled<PowerResult>> {
  for (const { thing, value: plan, error } of planned) {
    if (error !== undefined) yield { thing, error };
    else
      yield await settle(thing, async () => {
        if (options.signal?.aborted === true) throw failure('INTERRUPTED', { action: `switching ${thing.name}` });
        return runPowerPlan(thing, plan, options);
      });
  }
}
