import { type WordKind, knownWords } from '../../store/known-words.ts';
import { loadConfig } from '../config.ts';
import { type CommandShapes } from './command-shape.ts';
import { type Candidate, type Completion } from './complete-line.ts';

/** More than anybody reads; bash asks before it shows more than a hundred. */
const mostWords = 100;
/** The entity that belongs to the database itself, and its type; `inventory` knows it too, and is not loaded for a tabulator. */
const ofTheDatabase = 'clustometa';
/** Nobody waits longer for a tabulator, in milliseconds. */
const patience = 1000;

/** Those that continue what has been written, each once, sorted, with what stands before the value. */
function fitting({ before, begun }: Completion, candidates: readonly Candidate[]): Candidate[] {
  const found = new Map(candidates.filter(({ word }) => word.startsWith(begun)).map((one) => [one.word, one]));
  return [...found.values()]
    .sort((one, other) => (one.word < other.word ? -1 : 1))
    .map((one) => ({ ...one, word: `${before}${one.word}` }));
}

async function lookUp({ begun, kind = '', given }: Completion): Promise<string[]> {
  const [what, type] = kind.split(':') as [WordKind, string | undefined];
  const { dsn } = await loadConfig({ dsn: given['dsn'], config: given['config'] }, process.env);
  const question = { kind: what, begun, most: mostWords, ...(type === undefined ? {} : { type }) };
  return knownWords(dsn, question, patience);
}

/** What the last word may become: known words, and those of the database, which may be away without anybody being told. */
export async function findCandidates(completion: Completion, shapes: CommandShapes): Promise<Candidate[]> {
  const { kind } = completion;
  const own = kind === 'driver' ? shapes.drivers : kind === 'type' ? shapes.types : [];
  const words = kind === undefined ? [] : await lookUp(completion).catch(() => []);
  const found = [...own, ...words].filter((word) => word !== ofTheDatabase);
  return fitting(completion, [...completion.candidates, ...found.map((word) => ({ word }))]);
}
