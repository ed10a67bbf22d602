import { type Logger } from 'pino';
import { type Placeholders, show } from '../../base/errors.ts';
import { type LogId, logMessages, type LogMessages } from './log-messages.ts';

/** What a message needs: one value for each placeholder of its sentence. */
export type LogDetail<Id extends LogId> = Readonly<Record<Placeholders<LogMessages[Id][1]>, unknown>>;

/** What services write to. */
export interface Log {
  /** Writes a message of the catalogue: a line with `id`, `message` and the details, each also by itself. */
  write<Id extends LogId>(id: Id, detail: LogDetail<Id>): void;
}

/** The plainest texts, which most names and addresses are, are shown as they are. */
const plain = /^[\w.:-]{1,64}$/;

type LineField = string | number | boolean | null;

function asField(value: unknown): LineField {
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return value;
  return typeof value === 'string' && plain.test(value) ? value : show(value);
}

/** A sentence taken apart: texts, and between each two the name of what is filled in. */
function takenApart(sentence: string): { readonly texts: readonly string[]; readonly names: readonly string[] } {
  const parts = sentence.split(/\{(\w+)\}/);
  return { texts: parts.filter((_, index) => index % 2 === 0), names: parts.filter((_, index) => index % 2 === 1) };
}

const sentences = new Map(Object.entries(logMessages).map(([id, [, sentence]]) => [id, takenApart(sentence)]));

/** The sentence of a message with the fields of its line filled in. */
function sentenceOf(id: LogId, line: Readonly<Record<string, LineField>>): string {
  const { texts, names } = sentences.get(id) as ReturnType<typeof takenApart>;
  let sentence = texts[0] as string;
  for (let index = 0; index < names.length; index += 1)
    sentence += `${line[names[index] as string]}${texts[index + 1]}`;
  return sentence;
}

/**
 * A log of one service, or of the process.
 * @param onMessage is told of every message, also of those that are below the level of the log
 */
export function createLog(logger: Logger, onMessage: (id: LogId) => void = () => {}): Log {
  return {
    write(id, detail) {
      onMessage(id);
      const [level] = logMessages[id];
      if (!logger.isLevelEnabled(level)) return;
      const line: Record<string, LineField> = { id };
      for (const name in detail) line[name] = asField(detail[name as keyof typeof detail]);
      logger[level](line, sentenceOf(id, line));
    },
  };
}
