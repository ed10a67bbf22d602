import { buffer } from 'node:stream/consumers';
import { failure } from '../base/errors.ts';
import { type PlanFile } from '../operations/plan/read-parts.ts';
import { readText } from './read-text.ts';

/** The files that a command line names; `-` is what is piped in. @throws FILE_UNREADABLE, USAGE */
export async function readPlanFiles(names: readonly string[]): Promise<PlanFile[]> {
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw failure('USAGE', { reason: `The file ${twice} is named twice.` });
  const files: PlanFile[] = [];
  for (const name of names)
    files.push({
      name,
      text: name === '-' ? (await buffer(process.stdin)).toString('utf8') : readText(name, 'FILE_UNREADABLE'),
    });
  return files;
}
