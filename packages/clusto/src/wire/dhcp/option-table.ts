import { nearest } from '../../base/did-you-mean.ts';
import { failure } from '../../base/errors.ts';
import { optionTypes, type OptionOfTable, type OptionType } from './option-type.ts';

/** An option as a table of either protocol has it. */
type Named = OptionOfTable & { readonly aliases: readonly string[] };

const isType = (text: string): text is OptionType => Object.hasOwn(optionTypes, text);

/** A table of options, by code and by every name. */
export class OptionTable<Option extends Named> {
  readonly #highest: number;
  readonly #byCode: ReadonlyMap<number, Option>;
  readonly #byName: ReadonlyMap<string, Option>;

  /** @param highest the highest code that an option of one's own can have */
  constructor(options: readonly Option[], highest: number) {
    this.#highest = highest;
    this.#byCode = new Map(options.map((option) => [option.code, option]));
    const fold = (name: string): string => name.toLowerCase();
    this.#byName = new Map(
      options.flatMap((option) => [option.name, ...option.aliases].map((name) => [fold(name), option])),
    );
  }

  /** The option of a code; undefined where the table has none. */
  ofCode(code: number): Option | undefined {
    return this.#byCode.get(code);
  }

  /** What a code is called: `option-224` where it has no name. */
  nameOf(code: number): string {
    return this.#byCode.get(code)?.name ?? `option-${code}`;
  }

  /**
   * The option that a word means: a name or an alias in whatever case, or a code as `option-224-u16`. Without its type a
   * code has the one of the table, else text.
   * @throws DHCP_OPTION_UNKNOWN, with the names that are near
   */
  find(word: string): Option | OptionOfTable {
    const named = this.#byName.get(word.toLowerCase());
    if (named !== undefined) return named;
    const [, digits, given] = /^option-(\d{1,5})(?:-([a-z\d-]+))?$/.exec(word) ?? [];
    const code = Number(digits);
    const isFit = digits !== undefined && code > 0 && code <= this.#highest && (given === undefined || isType(given));
    if (!isFit) {
      const near = nearest(word, this.#byName.keys(), 1);
      throw failure('DHCP_OPTION_UNKNOWN', { option: near.length === 0 ? word : `${word} (is ${near[0]} meant?)` });
    }
    const known = this.#byCode.get(code);
    if (known !== undefined && given === undefined) return known;
    return { code, name: word, type: given ?? 'text' };
  }
}
