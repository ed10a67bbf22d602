import { failure } from '../base/errors.ts';
import type { VersionNote } from '../store/store.ts';
import type { TransactionOptions } from './driver.ts';

/** PostgreSQL cannot store the NUL character. */
function requireText(argument: string, value: unknown): void {
  if (typeof value === 'string' && !value.includes('\0')) return;
  throw failure('ARGUMENT_INVALID', { argument, expected: 'a text without NUL characters', value });
}

/** What a version says of itself: what was given, else what the inventory was opened with. @throws ARGUMENT_INVALID */
export function versionNote(
  parts: { readonly actor: string; readonly source: string },
  { actor = parts.actor, message, source = parts.source }: TransactionOptions = {},
): VersionNote {
  const given = { actor, message: typeof message === 'function' ? null : (message ?? null), source };
  for (const [argument, value] of Object.entries(given)) if (value !== null) requireText(argument, value);
  if (typeof message !== 'function') return given;
  return {
    ...given,
    get message() {
      const text = message();
      requireText('message', text);
      return text;
    },
  };
}
