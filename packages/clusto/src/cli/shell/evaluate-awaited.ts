import { type REPLServer } from 'node:repl';
import { isPromise } from 'node:util/types';
import { ClustoException } from '../../base/errors.ts';
import { reportError } from '../report-error.ts';

/**
 * A promise that is typed at the prompt is shown as what it becomes, and what clusto throws as its sentence with the
 * remedy. `_` is the value, not the promise.
 */
export function evaluateAwaited(server: REPLServer): void {
  const evaluate = server.eval;
  Object.assign(server, {
    eval(this: REPLServer, ...[code, context, file, done]: Parameters<typeof evaluate>): void {
      const finish = (error: unknown, value?: unknown): void => {
        if (!(error instanceof ClustoException)) return done(error as Error | null, value);
        server.output.write(`${reportError(error)}\n`);
        done(null, undefined);
      };
      evaluate.call(this, code, context, file, (error: Error | null, value: unknown) => {
        if (error !== null || !isPromise(value)) return finish(error, value);
        value.then(
          (result) => finish(null, result),
          (rejected: unknown) => finish(rejected),
        );
      });
    },
  });
}
