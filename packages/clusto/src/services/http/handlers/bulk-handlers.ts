import { type bulk } from '../../../api/bulk.ts';
import { ClustoException } from '../../../base/errors.ts';
import { type BulkProblem, writeMany } from '../../../operations/bulk/write-many.ts';
import { type HandlersOf } from '../handler.ts';
import { RequestFault } from '../request-fault.ts';

export const bulkHandlers: HandlersOf<typeof bulk> = {
  writeMany: async ({ inventory, body: { items } }) => {
    try {
      return { body: { items: await writeMany(inventory, items) } };
    } catch (error) {
      if (!(error instanceof ClustoException) || error.code !== 'BULK_REFUSED') throw error;
      const problems = error.detail['problems'] as readonly BulkProblem[];
      const faults = problems.map(({ index, code, detail }) => ({
        in: 'body' as const,
        pointer: `#/items/${index}`,
        detail,
        code,
      }));
      throw new RequestFault(error, faults);
    }
  },
};
