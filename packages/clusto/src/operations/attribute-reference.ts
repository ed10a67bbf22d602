import { failure } from '../base/errors.ts';
import { type AttributeFilter } from '../inventory/attribute-filter.ts';
import { type Session } from '../inventory/session.ts';
import { readValue, type ValueType } from './read-value.ts';

/** How a person names an attribute, part by part. Everything is text; what is left out does not count. */
export interface AttributeParts {
  readonly key?: string | undefined;
  readonly subkey?: string | undefined;
  /** A number, or `true` for the next one (writing) or any (reading). */
  readonly number?: number | true | undefined;
  readonly value?: string | undefined;
  readonly type?: ValueType | undefined;
}

/** `key`, `key.subkey`, `key=value` or `key.subkey=value`, as parts. @throws USAGE */
export function parseAttributeReference(text: string): Pick<AttributeParts, 'key' | 'subkey' | 'value'> {
  const { key, subkey, value } = /^(?<key>[^.=]+)(?:\.(?<subkey>[^.=]+))?(?:=(?<value>.*))?$/s.exec(text)?.groups ?? {};
  if (key === undefined) throw failure('USAGE', { reason: `An attribute is written key.subkey=value, not ${text}.` });
  return { key, subkey, value };
}

/** The filter that the parts mean. @throws ARGUMENT_INVALID, TIME_INVALID, ENTITY_NOT_FOUND */
export async function filterOf(
  inventory: Session,
  { key, subkey, number, value, type }: AttributeParts,
): Promise<AttributeFilter> {
  return {
    ...(key === undefined ? {} : { key }),
    ...(subkey === undefined ? {} : { subkey }),
    ...(number === undefined ? {} : { number }),
    ...(value === undefined ? {} : { value: await readValue(inventory, value, type) }),
  };
}
