import { type Clusto } from '../clusto.ts';
import { type Application, applyDeclared, type ApplyOptions, refuseProblems } from './apply-declared.ts';
import { EntryProblems } from './entry-problem.ts';
import { readDeclared } from './read-declared.ts';
import { type PlanFile } from './read-parts.ts';

export interface ApplyParams extends ApplyOptions {
  readonly files: readonly PlanFile[];
  /** Under which name the files are remembered. Default: their names. */
  readonly set?: string | undefined;
}

/**
 * Makes the inventory be as files declare it, in YAML or JSON.
 * @throws ENTRIES_INVALID, PLAN_CONFLICT, PLAN_OUTDATED, VIEW_READ_ONLY
 */
export async function applyFiles(inventory: Clusto, { files, set, ...options }: ApplyParams): Promise<Application> {
  const problems = new EntryProblems();
  const { entities, isWhole } = readDeclared(files, problems);
  // what could not be read would be missed where it is mentioned
  if (!isWhole) refuseProblems(problems.all);
  const name = set ?? files.map((file) => file.name).join(' ');
  return applyDeclared(inventory, entities, name, { ...options, problems: problems.all });
}
