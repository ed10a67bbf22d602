import { ClustoException, failure } from '../../base/errors.ts';
import type { Driver } from '../../inventory/driver.ts';
import { isSwitching, type PowerPlan, type PowerResult } from './power-plan.ts';
import type { CallOptions } from './call-options.ts';
import { refuseInTransaction } from './refuse-in-transaction.ts';

export interface RunPlanOptions extends CallOptions {
  /** Told before each step what it does: `pwr1 outlet aa1 off`. */
  readonly onStep?: ((step: string) => void) | undefined;
}

/**
 * Does what a plan says, step by step.
 * @throws what the first step throws; after something was switched POWER_STOPPED, which says what; OUTSIDE_IN_TRANSACTION
 */
export async function runPowerPlan(
  thing: Driver,
  { action, means, steps }: PowerPlan,
  { onStep, signal }: RunPlanOptions = {},
): Promise<PowerResult> {
  refuseInTransaction(thing);
  const switched: string[] = [];
  for (const step of steps) {
    onStep?.(step.what);
    try {
      if (signal?.aborted === true) throw failure('INTERRUPTED', { action: `switching ${thing.name}` });
      await step.run({ signal });
    } catch (error) {
      if (switched.length === 0 || !(error instanceof ClustoException)) throw error;
      const done = switched.join(', ');
      throw failure('POWER_STOPPED', { thing, step: step.what, reason: error.message, done }, error);
    }
    if (isSwitching(step)) switched.push(step.what);
  }
  return { action, means, switched };
}
