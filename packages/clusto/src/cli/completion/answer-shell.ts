import shapes from './command-shapes.json' with { type: 'json' };
import { type CommandShapes } from './command-shape.ts';
import { completeLine } from './complete-line.ts';
import { findCandidates } from './find-candidates.ts';
import { lineWords, openQuote, quoteWord, unquoteWord } from './line-words.ts';

const known = shapes as unknown as CommandShapes;

async function answer(words: readonly string[]): Promise<{ word: string; summary?: string }[] | 'files'> {
  const completion = completeLine(words, known);
  return completion.kind === 'file' ? 'files' : findCandidates(completion, known);
}

/** bash says where its own word begins, which may be in the middle of ours: it also splits at colons and equals signs. */
async function answerBash(part: string, line: string): Promise<string> {
  const { words, raw } = lineWords(line);
  const found = await answer(words.slice(1));
  if (found === 'files') return ':files';
  const head = raw.endsWith(part) ? raw.slice(0, raw.length - part.length) : '';
  const begun = unquoteWord(head);
  const quote = openQuote(raw);
  return found
    .filter(({ word }) => word.startsWith(begun))
    .map(({ word }) => quoteWord(word.slice(begun.length), quote))
    .join('\n');
}

/**
 * What a shell is answered that asks how a line may go on: a word in each line, with its description after a tabulator where the
 * shell shows it; `:files` where the shell knows better.
 * @param args `bash WORD LINE`, or the name of another shell and the words of the line
 */
export async function answerShell([shell, ...args]: readonly string[]): Promise<string> {
  if (shell === 'bash') return answerBash(args[0] ?? '', args[1] ?? '');
  const found = await answer(args.slice(1));
  if (found === 'files') return ':files';
  return found.map(({ word, summary }) => (summary ? `${word}\t${summary}` : word)).join('\n');
}
