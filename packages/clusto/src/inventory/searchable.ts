import { failure } from '../base/errors.ts';
import type { EntityCondition } from '../store/reader.ts';
import { type AttributeFilter, compileFilter } from './attribute-filter.ts';

/** A filter of attributes as a condition on their entities. @throws FILTER_INVALID */
export function searchable(filter: AttributeFilter): NonNullable<EntityCondition['attributes']> {
  const asked = ['regex', 'mergeContainerAttrs', 'clustoTypes', 'clustoDrivers'].find((name) =>
    Reflect.get(filter, name),
  );
  if (asked !== undefined) throw failure('FILTER_INVALID', { reason: `a search over entities takes no ${asked}` });
  const { condition } = compileFilter({ ignoreHidden: false, ...filter });
  return condition === undefined ? [] : [condition];
}
