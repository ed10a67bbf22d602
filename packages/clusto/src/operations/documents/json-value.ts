import { ClustoException, failure } from '../../base/errors.ts';
import { type AttributeValue } from '../../inventory/driver.ts';
import { type Session } from '../../inventory/session.ts';
import { readValue, type ValueType } from '../read-value.ts';

/**
 * A value out of JSON: what JSON says that it is, or what it is told to be.
 * @throws ARGUMENT_INVALID, TIME_INVALID for what is not of the datatype; RELATION_UNKNOWN for a name that nothing has
 */
export async function jsonValue(
  inventory: Session,
  value: unknown,
  datatype?: Exclude<ValueType, 'auto'>,
): Promise<AttributeValue> {
  if (datatype === undefined || datatype === 'json') return value as AttributeValue;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (datatype !== 'relation') return readValue(inventory, text, datatype);
  try {
    return await readValue(inventory, text, datatype);
  } catch (error) {
    if (error instanceof ClustoException && error.code === 'ENTITY_NOT_FOUND')
      throw failure('RELATION_UNKNOWN', { name: text }, error);
    throw error;
  }
}
