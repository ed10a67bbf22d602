import { type EventEmitter } from 'node:events';
import { type REPLServer } from 'node:repl';
import { inspect } from 'node:util';
import { isPromise } from 'node:util/types';
import { ClustoException } from '../../base/errors.ts';
import { reportError } from '../report-error.ts';

type Done = (error: Error | null, value?: unknown) => void;

/** Answers with what a promise becomes; lines that are typed meanwhile wait. */
async function settle(server: REPLServer, promise: Promise<unknown>, done: Done): Promise<void> {
  server.pause();
  let answer: Parameters<Done>;
  try {
    answer = [null, await promise];
  } catch (error) {
    answer = [error as Error];
  }
  server.resume();
  done(...answer);
}

/** Where what the word `await` throws at a prompt goes: it does not come back from the evaluation, which is bound to a domain. */
interface Bound {
  readonly domain?: Pick<EventEmitter, 'listeners' | 'removeListener' | 'on'>;
}

/** Has what clusto throws behind the word `await` shown as its sentence, too, without "Uncaught". */
function catchAwaited(server: REPLServer): void {
  const { domain } = server.eval as Bound;
  const [print] = domain?.listeners('error') ?? [];
  if (domain === undefined || print === undefined) return;
  domain.removeListener('error', print as () => void);
  domain.on('error', (error: unknown) => {
    if (!(error instanceof ClustoException)) {
      Reflect.apply(print, domain, [error]);
      return;
    }
    server.output.write(`${reportError(error)}\n`);
    server.clearBufferedCommand();
    server.displayPrompt();
  });
}

/**
 * A promise that is typed at the prompt is shown as what it becomes, and what clusto throws as its sentence with the
 * remedy. `_` is the value, not the promise.
 */
export function evaluateAwaited(server: REPLServer): void {
  const { eval: evaluate } = server;
  catchAwaited(server);
  const writer = (value: unknown): string =>
    value instanceof ClustoException ? reportError(value) : inspect(value, { colors: server.useColors });
  // the prompt reads it from there
  const { options } = server.writer as unknown as { options: object };
  Object.assign(server, {
    writer: Object.assign(writer, { options }),
    eval(code: string, context: typeof server.context, file: string, done: Done): void {
      const finish: Done = (error, value) => {
        if (!(error instanceof ClustoException)) return done(error, value);
        server.output.write(`${reportError(error)}\n`);
        done(null);
      };
      // not one tick later where there is nothing to await: a pasted line may be the first one of several
      evaluate.call(server, code, context, file, (error: Error | null, value: unknown) => {
        if (error === null && isPromise(value)) void settle(server, value, finish);
        else finish(error, value);
      });
    },
  });
}
