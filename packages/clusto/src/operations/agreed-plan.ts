import { isDeepStrictEqual } from 'node:util';
import { failure } from '../base/errors.ts';
import type { PowerPlan } from '../drivers/power/power-plan.ts';
import type { Driver } from '../inventory/driver.ts';
import { planPower, type PlanPowerOptions } from './plan-power.ts';

const said = ({ action, means, steps }: PowerPlan): unknown => ({
  action,
  means,
  steps: steps.map(({ what, call }) => ({ what, call })),
});

/**
 * A plan that somebody has agreed to, as it can be run. What came over a wire says what is done and cannot do it: the plan is made
 * again, and has to be the same.
 * @throws POWER_PLAN_OUTDATED, and what stands against planning it
 */
export async function agreedPlan(thing: Driver, plan: PowerPlan, options: PlanPowerOptions): Promise<PowerPlan> {
  if (plan.steps.every(({ run }) => typeof run === 'function')) return plan;
  const [made] = await planPower([thing], plan.action, options);
  if (made?.value === undefined) throw made?.error ?? failure('POWER_PLAN_OUTDATED', { thing });
  if (!isDeepStrictEqual(said(made.value), said(plan))) throw failure('POWER_PLAN_OUTDATED', { thing });
  return made.value;
}
