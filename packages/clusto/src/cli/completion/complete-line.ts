import { type CommandShape, type CommandShapes, type OptionShape, type ValueShape } from './command-shape.ts';

/** A word that may come next. */
export interface Candidate {
  readonly word: string;
  readonly summary?: string;
}

/** What the last word of a command line may become. */
export interface Completion {
  /** What stands before the value in the same word: `--pool=`. */
  readonly before: string;
  /** The beginning of the word, or of the value. */
  readonly begun: string;
  /** Words that are known by the program itself. */
  readonly candidates: readonly Candidate[];
  /** The kind of word that is to be looked up. */
  readonly kind?: string;
  /** Of the database, the options `--dsn` and `--config` that stand on the line. */
  readonly given: Readonly<Record<string, string>>;
}

const isSeveral = (shape: ValueShape): boolean => typeof shape === 'string' && shape.endsWith('...');

interface Place {
  readonly path: string;
  readonly command: CommandShape;
  readonly options: readonly OptionShape[];
  readonly used: ReadonlySet<string>;
  readonly given: Record<string, string>;
  /** How many arguments came before. */
  readonly count: number;
  /** The option whose value comes next. */
  readonly open: OptionShape | undefined;
  readonly areOptionsOver: boolean;
}

/** Follows the words before the last one. */
function follow(words: readonly string[], { commands }: CommandShapes): Place {
  const root = commands[''] as CommandShape;
  let [path, command, count, areOptionsOver] = ['', root, 0, false];
  let open: OptionShape | undefined;
  const used = new Set<string>();
  const given: Record<string, string> = {};
  const options = (): readonly OptionShape[] => (path === '' ? root.options : [...command.options, ...root.options]);
  const take = (option: OptionShape, value: string): void => {
    const name = option[0].at(-1) as string;
    given[name.replace(/^-+/, '')] = value;
  };
  for (const word of words) {
    if (!areOptionsOver && word === '--') {
      [areOptionsOver, open] = [true, undefined];
    } else if (!areOptionsOver && /^-./.test(word)) {
      const [name, value] = word.split(/=(.*)/s);
      const option = options().find(([names]) => names.includes(name as string));
      for (const one of option?.[0] ?? []) used.add(one);
      if (option !== undefined && value !== undefined) take(option, value);
      open = option?.[2] === undefined || value !== undefined ? undefined : option;
    } else if (open !== undefined) {
      take(open, word);
      if (!isSeveral(open[2] as ValueShape)) open = undefined;
    } else if (count === 0 && command.commands.includes(word)) {
      path = path === '' ? word : `${path} ${word}`;
      command = commands[path] as CommandShape;
    } else {
      count += 1;
    }
  }
  return { path, command, options: options(), used, given, count, open, areOptionsOver };
}

function valueOf(shape: ValueShape | undefined, begun: string, before = ''): Omit<Completion, 'given'> {
  if (shape === undefined) return { before, begun, candidates: [] };
  if (typeof shape !== 'string') return { before, begun, candidates: shape.map((word) => ({ word })) };
  const kind = shape.replace(/\.\.\.$/, '');
  return { before, begun, candidates: [], ...(kind === '' ? {} : { kind }) };
}

function commandsOf(path: string, command: CommandShape, { commands }: CommandShapes): Candidate[] {
  return command.commands.map((word) => ({
    word,
    summary: commands[path === '' ? word : `${path} ${word}`]?.summary ?? '',
  }));
}

/**
 * What may come at the end of a command line.
 * @param words those after `clusto`; the last one is being written, and may be empty
 */
export function completeLine(words: readonly string[], shapes: CommandShapes): Completion {
  const begun = words.at(-1) ?? '';
  const { path, command, options, used, given, count, open, areOptionsOver } = follow(words.slice(0, -1), shapes);
  const isOption = !areOptionsOver && begun.startsWith('-');
  const assigned = isOption ? /^(--[^=]+)=(.*)$/s.exec(begun) : null;
  if (assigned) {
    const [, name = '', value = ''] = assigned;
    return { ...valueOf(options.find(([names]) => names.includes(name))?.[2], value, `${name}=`), given };
  }
  if (isOption) {
    const candidates = options
      .filter(([names, , value]) => !names.some((name) => used.has(name)) || isSeveral(value ?? ''))
      .map(([names, summary]) => ({
        word: (begun === '-' || begun.startsWith('--') ? names.at(-1) : names.find((name) => name === begun)) ?? '',
        summary,
      }))
      .filter(({ word }) => word !== '');
    return { before: '', begun, candidates, given };
  }
  if (open !== undefined) return { ...valueOf(open[2], begun), given };
  const shape = command.arguments[count] ?? (isSeveral(command.arguments.at(-1) ?? '') ? command.arguments.at(-1) : '');
  const value = valueOf(shape, begun);
  const subcommands = count === 0 ? commandsOf(path, command, shapes) : [];
  return { ...value, candidates: [...subcommands, ...value.candidates], given };
}
