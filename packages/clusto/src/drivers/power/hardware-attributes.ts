import { failure } from '../../base/errors.ts';
import type { AttributeValue, Driver } from '../../inventory/driver.ts';
import { readSecret } from '../../inventory/read-secret.ts';

/** The attributes of one key, such as `ipmi`, by which a piece of hardware is reached. */
export class HardwareAttributes {
  readonly #thing: Driver;
  readonly #key: string;
  readonly #own: ReadonlyMap<string, AttributeValue>;
  readonly #merged: ReadonlyMap<string, AttributeValue>;

  private constructor(
    thing: Driver,
    key: string,
    own: ReadonlyMap<string, AttributeValue>,
    merged: ReadonlyMap<string, AttributeValue>,
  ) {
    [this.#thing, this.#key, this.#own, this.#merged] = [thing, key, own, merged];
  }

  /** Reads them all at once: those of the thing, then those of its containers, the nearest first. */
  static async read(thing: Driver, key: string): Promise<HardwareAttributes> {
    const attributes = (await thing.attrs({ key, mergeContainerAttrs: true })).toReversed();
    const bySubkey = (list: typeof attributes): Map<string, AttributeValue> =>
      new Map(list.flatMap(({ subkey, value }) => (subkey === null ? [] : [[subkey, value]])));
    const own = attributes.filter(({ entity }) => entity.equals(thing));
    return new HardwareAttributes(thing, key, bySubkey(own), bySubkey(attributes));
  }

  /** A text, also one that was stored as a number. Of the thing alone: what differs for each, such as an address. */
  own(subkey: string): string | undefined {
    return asText(this.#own.get(subkey));
  }

  /** The same, of the thing or the nearest container that has it. */
  text(subkey: string): string | undefined {
    return asText(this.#merged.get(subkey));
  }

  /** @throws HARDWARE_SETTING_INVALID */
  integer(subkey: string, from: number, to: number): number | undefined {
    const text = this.text(subkey);
    if (text === undefined) return undefined;
    const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    return value >= from && value <= to ? value : this.refuse(subkey, text, `a number from ${from} to ${to}`);
  }

  /** One of a few words, however they are written. @throws HARDWARE_SETTING_INVALID */
  word<const Word extends string>(subkey: string, words: readonly Word[]): Word | undefined {
    const text = this.text(subkey);
    if (text === undefined) return undefined;
    const word = words.find((one) => one.toLowerCase() === text.toLowerCase());
    return word ?? this.refuse(subkey, text, `one of ${words.join(', ')}`);
  }

  /** What a secret stands for: it is plain, sealed, or says where it is. @throws as `readSecret` */
  secret(subkey: string): string | undefined {
    const value = this.text(subkey);
    return value === undefined ? undefined : readSecret(this.#thing.inventory, value);
  }

  /** The value, or an error that says what is missing. @throws HARDWARE_SETTING_MISSING */
  need<Value>(value: Value | undefined, subkey: string, action: string): Value {
    if (value !== undefined) return value;
    throw failure('HARDWARE_SETTING_MISSING', {
      thing: this.#thing,
      setting: `the attribute ${this.#key}.${subkey}`,
      action,
    });
  }

  /** @throws HARDWARE_SETTING_INVALID */
  refuse(subkey: string, value: unknown, expected: string): never {
    throw failure('HARDWARE_SETTING_INVALID', {
      setting: `${this.#key}.${subkey}`,
      thing: this.#thing,
      value,
      expected,
    });
  }
}

function asText(value: AttributeValue | undefined): string | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}
