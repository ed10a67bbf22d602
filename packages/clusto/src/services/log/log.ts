import { type Logger } from 'pino';
import { fillIn, type Placeholders, show } from '../../base/errors.ts';
import { type LogId, logMessages, type LogMessages } from './log-messages.ts';

/** What a message needs: one value for each placeholder of its sentence. */
export type LogDetail<Id extends LogId> = Readonly<Record<Placeholders<LogMessages[Id][1]>, unknown>>;

/** What services write to. */
export interface Log {
  /** Writes a message of the catalogue: a line with `id`, `message` and the details, each also by itself. */
  write<Id extends LogId>(id: Id, detail: LogDetail<Id>): void;
}

const asField = (value: unknown): unknown =>
  typeof value === 'number' || typeof value === 'boolean' || value === null ? value : show(value);

/**
 * A log of one service, or of the process.
 * @param onMessage is told of every message, also of those that are below the level of the log
 */
export function createLog(logger: Logger, onMessage: (id: LogId) => void = () => {}): Log {
  return {
    write(id, detail) {
      onMessage(id);
      const [level, sentence] = logMessages[id];
      if (!logger.isLevelEnabled(level)) return;
      const fields = Object.fromEntries(Object.entries(detail).map(([name, value]) => [name, asField(value)]));
      logger[level]({ id, ...fields }, fillIn(sentence, detail));
    },
  };
}
