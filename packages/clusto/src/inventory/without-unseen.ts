import { ClustoException, failure } from '../base/errors.ts';
import type { EntityRow } from '../store/rows.ts';
import { Entity } from './entity.ts';

/** How names are looked up: among all that there are, and among those that can be seen. */
interface Names {
  all(names: readonly string[]): Promise<readonly EntityRow[]>;
  seen(names: readonly string[]): Promise<readonly EntityRow[]>;
}

/** What stands in the place of a name that is not to be told. */
const unseen = 'something that you may not see';

/** Every text that may be a name: a value as a whole, and its words. */
function textsOf(value: unknown): string[] {
  if (value instanceof Entity) return [value.name];
  if (Array.isArray(value)) return value.flatMap(textsOf);
  return typeof value === 'string'
    ? [value, ...value.split(/[\s,;:()='"]+/u).map((one) => one.replace(/\.$/, ''))]
    : [];
}

function replaced(value: unknown, hidden: ReadonlySet<string>): unknown {
  if (value instanceof Entity) return hidden.has(value.name) ? unseen : value;
  if (Array.isArray(value)) return value.map((one) => replaced(one, hidden));
  if (typeof value !== 'string') return value;
  if (hidden.has(value)) return unseen;
  return value.replace(/[^\s,;:()='"]+/gu, (word) => {
    const isEnd = word.endsWith('.') && hidden.has(word.slice(0, -1));
    return isEnd ? `${unseen}.` : hidden.has(word) ? unseen : word;
  });
}

/** An error in which every name that cannot be seen is replaced: rules look at everything, and say what stands against them. */
export async function withoutUnseen(error: unknown, names: Names): Promise<unknown> {
  if (!(error instanceof ClustoException)) return error;
  const texts = [...new Set(Object.values(error.detail).flatMap(textsOf))].filter((text) => text !== '');
  let all: readonly EntityRow[];
  let seen: readonly EntityRow[];
  try {
    [all, seen] = [await names.all(texts), await names.seen(texts)];
  } catch {
    // the transaction around it is over, so that nothing can be looked up; its error would say no more than that
    return failure('TRANSACTION_CLOSED', {});
  }
  const shown = new Set(seen.map(({ name }) => name));
  const hidden = new Set(all.map(({ name }) => name).filter((name) => !shown.has(name)));
  if (hidden.size === 0) return error;
  const detail = Object.entries(error.detail).map(([key, value]) => [key, replaced(value, hidden)]);
  return failure(error.code, Object.fromEntries(detail) as never);
}
