import { type comparing } from '../../../../api/operations/comparing.ts';
import { show } from '../../../../base/errors.ts';
import { compareMachines } from '../../../../operations/vm/compare-machines.ts';
import { asDrift } from '../../../../operations/vm/drift.ts';
import { endDrift } from '../../../../operations/vm/end-drift.ts';
import { type HandlersOf } from '../../handler.ts';

const milliseconds = (seconds: number | undefined): number | undefined =>
  seconds === undefined ? undefined : seconds * 1000;

export const comparingHandlers: HandlersOf<typeof comparing> = {
  compareMachines: async ({ inventory, body: { timeout, ...where }, signal }) => {
    const { cases, silent } = await compareMachines(inventory, where, { timeout: milliseconds(timeout), signal });
    const told = silent.map(({ host, error }) => ({
      host,
      detail: error instanceof Error ? error.message : show(error),
    }));
    return { body: { items: cases.map(asDrift), silent: told } };
  },
  endDrift: async ({ inventory, body: { timeout, adopt, fix, ...where }, signal }) => {
    const ended = await endDrift(inventory, where, { adopt, fix }, { timeout: milliseconds(timeout), signal });
    const items = ended.map(({ error, ...one }) =>
      error === undefined ? one : { ...one, code: error.code, detail: error.message },
    );
    return { body: { items } };
  },
};
