import type { PowerMeans, PowerPlan, PowerResult } from '../../drivers/power/power-plan.ts';
import type { Driver } from '../../inventory/driver.ts';
import type { Clusto } from '../clusto.ts';
import type { Reach } from './reach.ts';
import { stepsOf } from './reach.ts';
import { reaches } from './verb.ts';

/** @throws FORBIDDEN unless all of them may be operated */
const requireOperated = async (clusto: Clusto, things: readonly Driver[]): Promise<void> =>
  (await import('../access/require-right.ts')).requireRight(clusto, 'operate', things);

/** The power of devices. */
export const powerVerbs = {
  planPower: reaches(
    async (
      clusto,
      { signal }: Reach,
      things: readonly Driver[],
      action: PowerPlan['action'],
      method: PowerMeans | undefined,
    ) => {
      await requireOperated(clusto, things);
      return (await import('../plan-power.ts')).planPower(things, action, { method, signal });
    },
  ),
  runPowerPlan: reaches(
    async (
      clusto,
      reach: Reach,
      thing: Driver,
      plan: PowerPlan,
      method: PowerMeans | undefined,
    ): Promise<PowerResult> => {
      await requireOperated(clusto, [thing]);
      const [{ agreedPlan }, { runPowerPlan }] = await Promise.all([
        import('../agreed-plan.ts'),
        import('../../drivers/power/run-power-plan.ts'),
      ]);
      const steps = stepsOf(reach, thing.name);
      return runPowerPlan(thing, await agreedPlan(thing, plan, { method, signal: reach.signal }), steps);
    },
  ),
  readPower: reaches(async (clusto, { signal }: Reach, things: readonly Driver[], method: PowerMeans | undefined) => {
    await requireOperated(clusto, things);
    return (await import('../read-power.ts')).readPower(things, { method, signal });
  }),
};
