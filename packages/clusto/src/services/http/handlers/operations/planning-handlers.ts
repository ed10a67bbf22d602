import { type planning } from '../../../../api/operations/planning.ts';
import { applyFiles } from '../../../../operations/plan/apply-files.ts';
import { exportInventory } from '../../../../operations/plan/export-inventory.ts';
import { importCsv } from '../../../../operations/plan/import-csv.ts';
import { type HandlersOf } from '../../handler.ts';

export const planningHandlers: HandlersOf<typeof planning> = {
  // of the present, whatever is read: a plan is what would be done now
  plan: async ({ present, body }) => ({ body: await applyFiles(present, { ...body, dryRun: true }) }),
  apply: async ({ inventory, body, message }) => ({ body: await applyFiles(inventory, { ...body, message }) }),
  planUndo: async ({ present, body }) => ({ body: await present.undo({ ...body, dryRun: true }) }),
  undo: async ({ inventory, body, message }) => ({ body: await inventory.undo({ ...body, message }) }),
  exportInventory: async ({ inventory, body }) => {
    const parts: string[] = [];
    for await (const part of exportInventory(inventory, body)) parts.push(part);
    return { body: { text: parts.join('') } };
  },
  importCsv: async ({ inventory, body, message }) => ({ body: await importCsv(inventory, { ...body, message }) }),
};
