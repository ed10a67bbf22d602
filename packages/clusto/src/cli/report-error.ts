import { styleText } from 'node:util';
import { ClustoException, show } from '../base/errors.ts';

/** An error as a person reads it: the sentence with its code, then what to do; where it arose only when debugging. */
export function reportError(error: unknown, kind: 'error' | 'warning' = 'error'): string {
  const isDebugging = Boolean(process.env['CLUSTO_DEBUG']);
  const stack = isDebugging && error instanceof Error ? `\n${error.stack}` : '';
  const label = styleText(kind === 'error' ? 'red' : 'yellow', `${kind}:`, { stream: process.stderr });
  if (error instanceof ClustoException) return `${label} ${error.message} [${error.code}]\n  ${error.remedy}${stack}`;
  const hint = isDebugging ? '' : '\n  This is a mistake of clusto; CLUSTO_DEBUG=1 shows where.';
  return `${label} ${show(error)} [UNEXPECTED]${hint}${stack}`;
}
