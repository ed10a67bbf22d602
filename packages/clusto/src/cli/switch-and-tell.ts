import { type ClustoException, failure, ProviderException } from '../base/errors.ts';
import { callAsText, type PowerMeans, type PowerPlan, type PowerResult } from '../drivers/power/power-plan.ts';
import { type Driver } from '../inventory/driver.ts';
import { type Clusto } from '../operations/clusto.ts';
import { type Settled } from '../operations/settle-all.ts';
import { call } from '../operations/verbs/call.ts';
import { type Reach } from '../operations/verbs/reach.ts';
import { isAny } from './change-entities.ts';
import { chooseEntities } from './choose-entities.ts';
import { type EntitiesOptions, type GlobalOptions } from './options.ts';
import { note, print, printJson } from './print.ts';
import { reaching } from './reaching.ts';
import { table } from './table.ts';
import { withInventory } from './with-inventory.ts';

export interface SwitchOptions extends GlobalOptions, EntitiesOptions {
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  readonly method?: PowerMeans;
}

const questions = { on: 'Switch on', off: 'Switch off', soft: 'Shut down', reboot: 'Reboot' } as const;

/** What was found for one thing as JSON. */
export function settledJson<Value extends object>({ thing, value, error }: Settled<Value>): object {
  const { name } = thing;
  return error === undefined ? { name, ...value } : { name, error: { code: error.code, message: error.message } };
}

const planJson = (settled: Settled<PowerPlan>): object =>
  settled.value === undefined
    ? settledJson(settled)
    : {
        name: settled.thing.name,
        ...settled.value,
        steps: settled.value.steps.map((step) => ({ what: step.what, ...step.call })),
      };

/**
 * Ends a command in which some things failed: what they failed by is told, and which they are.
 * @throws the one error when there was one thing; else POWER_FAILED where another system is to blame, or the first error
 */
export function failTogether(results: readonly Settled<unknown>[]): void {
  const failed = results.filter(({ error }) => error !== undefined);
  const errors = failed.map(({ error }) => error as ClustoException);
  const [first] = errors;
  if (first === undefined) return;
  if (results.length === 1) throw first;
  for (const [index, { thing }] of failed.entries()) note(`${thing.name}: ${errors[index]?.message}`);
  const interrupted = errors.find(({ code }) => code === 'INTERRUPTED');
  if (interrupted !== undefined) throw interrupted;
  if (!errors.some((error) => error instanceof ProviderException)) throw first;
  const names = failed.map(({ thing }) => thing.name).join(', ');
  throw failure('POWER_FAILED', { count: failed.length, total: results.length, names });
}

function showPlans(planned: readonly Settled<PowerPlan>[], show: (line: string) => void): void {
  for (const { thing, value } of planned) {
    if (value === undefined) continue;
    const { means, steps } = value;
    show(`${thing.name} (${means})${steps.length === 0 ? ': nothing to do' : ''}`);
    for (const step of steps) show(`  ${callAsText(step.call)}`);
  }
}

const resultRow = ({ thing, value }: Settled<PowerResult>): string[] =>
  value === undefined
    ? [thing.name, 'failed']
    : [thing.name, value.means, value.switched.join(', ') || 'nothing to do'];

/** Switches what the names mean: shows what it will do, asks, and tells what was done. */
export function switchAndTell(
  names: readonly string[],
  action: PowerPlan['action'],
  options: SwitchOptions,
): Promise<void> {
  return withInventory(options, (clusto) =>
    reaching({ outcome: 'what was switched stays so' }, (reach) => switchNamed(clusto, names, action, options, reach)),
  );
}

async function switchNamed(
  clusto: Clusto,
  names: readonly string[],
  action: PowerPlan['action'],
  { method, ...options }: SwitchOptions,
  reach: Reach,
): Promise<void> {
  const things = await chooseEntities(clusto, names, options);
  if (!isAny(things, options)) return;
  const planned = await call(clusto, 'planPower', reach, things, action, method);
  if (options.dryRun === true) {
    if (options.json === true) printJson(planned.map(planJson));
    else showPlans(planned, print);
    return failTogether(planned);
  }
  const ready = planned.filter(({ value }) => value !== undefined);
  if (options.yes !== true && ready.length > 0) {
    const { confirm } = await import('./confirm.ts');
    showPlans(planned, note);
    await confirm(`${questions[action]} ${ready.map(({ thing }) => thing.name).join(', ')}?`);
  }
  const { switchPower } = await import('../operations/switch-power.ts');
  const results: Settled<PowerResult>[] = [];
  const onStep = (_: string, step: string): void => note(step);
  const run = (thing: Driver, plan: PowerPlan): Promise<PowerResult> => {
    if (clusto.remote !== undefined) note(`${thing.name}: the server works on it`);
    return call(clusto, 'runPowerPlan', { ...reach, onStep }, thing, plan, method);
  };
  for await (const result of switchPower(planned, { signal: reach.signal, run })) results.push(result);
  if (options.json === true) printJson(results.map(settledJson));
  else print(table(results.map(resultRow)));
  failTogether(results);
}
