import { ClustoException, failure } from '../../base/errors.ts';
import type { StepOptions } from '../../drivers/machines/virtual-machine.ts';
import type { Clusto } from '../clusto.ts';
import { adoptDomain } from './adopt-domain.ts';
import { compareMachines } from './compare-machines.ts';
import type { DriftCase } from './drift.ts';
import { fixDrift } from './fix-drift.ts';
import type { ObserveParams } from './observe-hosts.ts';

/** Which differences are ended, each by its id: nothing is ended that is not named. */
export interface DriftChoice {
  /** Unknown domains, to be taken in. */
  readonly adopt?: readonly string[] | undefined;
  readonly fix?: readonly string[] | undefined;
}

/** What came of one that was named; those after one that failed are not begun. */
export interface EndedDrift {
  readonly id: string;
  /** The machine that was made of an unknown domain. */
  readonly machine: string | null;
  readonly error?: ClustoException;
}

export interface EndDriftOptions extends StepOptions {
  /** How long a hypervisor has to answer, in milliseconds. Default: 30000. */
  readonly timeout?: number | undefined;
  readonly onDrift?: ((id: string, step: string) => void) | undefined;
}

/** @throws DRIFT_UNKNOWN */
function pick(cases: readonly DriftCase[], items: readonly string[] = []): DriftCase[] {
  return items.map((item) => {
    const found = cases.find(({ id }) => id === item);
    if (found === undefined) throw failure('DRIFT_UNKNOWN', { item });
    return found;
  });
}

/**
 * Compares once more, and ends the differences that are named: all of them are known before the first is ended.
 * @throws DRIFT_UNKNOWN, FORBIDDEN, and as `compareMachines`
 */
export async function endDrift(
  inventory: Clusto,
  params: ObserveParams,
  { adopt, fix }: DriftChoice,
  { timeout, signal, onDrift }: EndDriftOptions = {},
): Promise<EndedDrift[]> {
  const { cases } = await compareMachines(inventory, params, { timeout, signal });
  const [adopted, fixed] = [pick(cases, adopt), pick(cases, fix)];
  const end = async (one: DriftCase): Promise<string | null> => {
    if (adopted.includes(one)) return (await adoptDomain(one)).name;
    await fixDrift(inventory, one, { signal, onStep: (step) => onDrift?.(one.id, step) });
    return null;
  };
  const ended: EndedDrift[] = [];
  for (const one of [...adopted, ...fixed]) {
    try {
      ended.push({ id: one.id, machine: await end(one) });
    } catch (error) {
      if (!(error instanceof ClustoException)) throw error;
      return [...ended, { id: one.id, machine: null, error }];
    }
  }
  return ended;
}
