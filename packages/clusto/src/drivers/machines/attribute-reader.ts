import { failure } from '../../base/errors.ts';
import type { AttributeValue, Driver } from '../../inventory/driver.ts';

type Read<T> = (value: AttributeValue) => T | undefined;

/** A whole number in a range; also one that was stored as text. */
export function wholeNumber(from: number, to: number): Read<number> {
  return (value) => {
    const number = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
    return typeof number === 'number' && Number.isInteger(number) && number >= from && number <= to
      ? number
      : undefined;
  };
}

/** A text that is not empty. */
export const someText: Read<string> = (value) => (typeof value === 'string' && value !== '' ? value : undefined);

/** One of a few words. */
export function oneOf<Word extends string>(words: readonly Word[]): Read<Word> {
  return (value) => words.find((word) => word === value);
}

/** The attributes of one key of a thing, its own and those of its containers: the nearest of each subkey counts. */
export class AttributeReader {
  readonly #thing: Driver;
  readonly #key: string;
  readonly #values: ReadonlyMap<string, AttributeValue[]>;

  private constructor(thing: Driver, key: string, values: ReadonlyMap<string, AttributeValue[]>) {
    this.#thing = thing;
    this.#key = key;
    this.#values = values;
  }

  /** Reads all attributes of a key at once. */
  static async of(thing: Driver, key: string): Promise<AttributeReader> {
    const values = new Map<string, AttributeValue[]>();
    for (const { subkey, value } of await thing.attrs({ key, mergeContainerAttrs: true }))
      if (subkey !== null) values.set(subkey, [...(values.get(subkey) ?? []), value]);
    return new AttributeReader(thing, key, values);
  }

  /**
   * What is set under a subkey; undefined where nothing is.
   * @param expected what it has to be, for the message
   * @throws MACHINE_ATTRIBUTE_INVALID
   */
  get<T>(subkey: string, expected: string, read: Read<T>): T | undefined {
    const [value] = this.#values.get(subkey) ?? [];
    return value === undefined ? undefined : this.#read(subkey, expected, read, value);
  }

  /** @param meaning what it is, for the message @throws MACHINE_ATTRIBUTE_MISSING, MACHINE_ATTRIBUTE_INVALID */
  need<T>(subkey: string, meaning: string, expected: string, read: Read<T>): T {
    const value = this.get(subkey, expected, read);
    if (value !== undefined) return value;
    throw failure('MACHINE_ATTRIBUTE_MISSING', { thing: this.#thing, attribute: `${this.#key}.${subkey}`, meaning });
  }

  /** Every value under a subkey, the nearest first. @throws MACHINE_ATTRIBUTE_INVALID */
  all<T>(subkey: string, expected: string, read: Read<T>): T[] {
    return (this.#values.get(subkey) ?? []).map((value) => this.#read(subkey, expected, read, value));
  }

  /** Whether anything is set under the key. */
  get isEmpty(): boolean {
    return this.#values.size === 0;
  }

  #read<T>(subkey: string, expected: string, read: Read<T>, value: AttributeValue): T {
    const result = read(value);
    if (result !== undefined) return result;
    const attribute = `${this.#key}.${subkey}`;
    throw failure('MACHINE_ATTRIBUTE_INVALID', { thing: this.#thing, attribute, expected, value });
  }
}
