import { type Clusto } from '../../operations/clusto.ts';
import { methodNames } from './shell-globals.ts';
import { wrapWords } from './wrap-words.ts';

/** What `.help` prints at the prompt. */
export function shellHelp(clusto: Clusto): string {
  const drivers = clusto.registry.drivers.map(({ name }) => name).sort();
  return `A promise typed at the prompt is awaited; a variable wants the word:
  getByName('s0000')
  const server = await getByName('s0000')
  server.attrs({ key: 'system' })
  await transaction({ message: 'rack move' }, async () => { … })

Of clusto, as functions:
${wrapWords(methodNames(clusto))}

Drivers:
${wrapWords(drivers)}

Tab completes names of entities inside quotes. .editor takes several lines, .load and .save a file, .exit leaves.`;
}
