import { type Clusto } from '../../operations/clusto.ts';
import { methodNames } from './shell-globals.ts';

function wrap(words: readonly string[]): string {
  const lines = [''];
  for (const word of words) {
    const line = lines.at(-1) as string;
    if (line.length + word.length > 96) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines.map((line) => `  ${line}`).join('\n');
}

/** What `.help` prints at the prompt. */
export function shellHelp(clusto: Clusto): string {
  const drivers = clusto.registry.drivers.map(({ name }) => name).sort();
  return `A promise typed at the prompt is awaited; a variable wants the word:
  getByName('s0000')
  const server = await getByName('s0000')
  server.attrs({ key: 'system' })
  await transaction({ message: 'rack move' }, async () => { … })

Of clusto, as functions:
${wrap(methodNames(clusto))}

Drivers:
${wrap(drivers)}

Tab completes names of entities inside quotes. .editor takes several lines, .load and .save a file, .exit leaves.`;
}
