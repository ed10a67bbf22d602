import { type powering } from '../../../../api/operations/powering.ts';
import { planPower } from '../../../../operations/plan-power.ts';
import { readPower } from '../../../../operations/read-power.ts';
import { type Settled } from '../../../../operations/settle-all.ts';
import { switchPower } from '../../../../operations/switch-power.ts';
import { type HandlersOf } from '../../handler.ts';
import { operatedThings } from './chosen-things.ts';
import { failedOutcome, type NamedOutcome, outcomesAnswer } from './outcomes.ts';

function outcomeOf<Value>({ thing, value, error }: Settled<Value>, show: (value: Value) => unknown): NamedOutcome {
  return error === undefined ? { name: thing.name, ok: true, value: show(value) } : failedOutcome(thing.name, error);
}

export const poweringHandlers: HandlersOf<typeof powering> = {
  planPower: async ({ inventory, body: { action, method, ...chosen }, signal }) => {
    const plans = await planPower(await operatedThings(inventory, chosen), action, { method, signal });
    const outcomes = plans.map((plan) =>
      outcomeOf(plan, ({ means, steps }) => ({ means, steps: steps.map(({ what }) => what) })),
    );
    return outcomesAnswer(outcomes);
  },
  switchPower: async ({ inventory, body: { action, method, ...chosen }, signal }) => {
    const plans = await planPower(await operatedThings(inventory, chosen), action, { method });
    const outcomes: NamedOutcome[] = [];
    for await (const settled of switchPower(plans, { signal })) outcomes.push(outcomeOf(settled, (value) => value));
    return outcomesAnswer(outcomes);
  },
  askPower: async ({ inventory, body: { method, ...chosen }, signal }) => {
    const settled = await readPower(await operatedThings(inventory, chosen), { method, signal });
    return outcomesAnswer(settled.map((one) => outcomeOf(one, (value) => value)));
  },
};
