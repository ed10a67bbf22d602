import type { EntityTerm } from '../find-entity.ts';
import type { BlameParams } from '../history/blame-entity.ts';
import type { DiffParams } from '../history/diff-versions.ts';
import type { HistoryParams } from '../history/entity-history.ts';
import type { LogParams } from '../history/log-versions.ts';
import type { MomentInput } from '../history/version-at.ts';
import type { ApplyParams } from '../plan/apply-files.ts';
import type { ExportParams } from '../plan/export-inventory.ts';
import type { ImportCsvParams } from '../plan/import-csv.ts';
import type { UndoParams } from '../undo/undo-versions.ts';
import type { Driver } from '../../inventory/driver.ts';
import { acts, asks } from './verb.ts';

/** What was changed, and what is declared in files. */
export const historyVerbs = {
  logVersions: asks(async (clusto, params: LogParams) =>
    (await import('../history/log-versions.ts')).logVersions(clusto, params),
  ),
  showVersion: asks(async (clusto, version: number) =>
    (await import('../history/show-version.ts')).showVersion(clusto, version),
  ),
  diffVersions: asks(async (clusto, from: MomentInput, to: MomentInput | undefined, params: DiffParams) =>
    (await import('../history/diff-versions.ts')).diffVersions(clusto, from, to, params),
  ),
  blameEntity: asks(async (clusto, thing: Driver, params: BlameParams) =>
    (await import('../history/blame-entity.ts')).blameEntity(clusto, thing, params),
  ),
  entityHistory: asks(async (clusto, term: EntityTerm, params: HistoryParams) =>
    (await import('../history/entity-history.ts')).entityHistory(clusto, term, params),
  ),
  undo: acts('write', (clusto, params: UndoParams) => clusto.undo(params)),
  applyFiles: acts('write', async (clusto, params: Omit<ApplyParams, 'problems'>) =>
    (await import('../plan/apply-files.ts')).applyFiles(clusto, params),
  ),
  importCsv: acts('write', async (clusto, params: ImportCsvParams) =>
    (await import('../plan/import-csv.ts')).importCsv(clusto, params),
  ),
  exportInventory: asks(async (clusto, params: ExportParams): Promise<AsyncIterable<string>> =>
    (await import('../plan/export-inventory.ts')).exportInventory(clusto, params),
  ),
};
