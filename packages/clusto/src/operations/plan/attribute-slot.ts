import { checkKey, checkNumber, checkSubkey } from '../../base/names.ts';
import { entryInvalid } from './entry-problem.ts';

/** Where an attribute stands, whatever its value. */
export interface AttributeSlot {
  readonly key: string;
  readonly subkey: string | null;
  readonly number: number | null;
}

/** Reads `key.subkey:number`. @throws ENTRY_INVALID, KEY_INVALID, SUBKEY_INVALID, NUMBER_INVALID */
export function readSlot(text: string): AttributeSlot {
  const { key, subkey, number } =
    /^(?<key>[^.:]*)(?:\.(?<subkey>[^.:]*))?(?::(?<number>-?\d+))?$/.exec(text)?.groups ?? {};
  if (key === undefined) throw entryInvalid(`${text} is no attribute: write key, key.subkey or key.subkey:number`);
  return {
    key: checkKey(key),
    subkey: subkey === undefined ? null : checkSubkey(subkey),
    number: number === undefined ? null : checkNumber(Number(number)),
  };
}
