/**
 * What may stand in a place of the command line: one of these words, or the name of a kind. `name:TYPE` is the name of an
 * entity of one type; without a kind anything may stand there.
 */
export type ValueShape = readonly string[] | string;

/** An option: how it is written, what it does, and its value if it takes one; `...` after the kind takes several. */
export type OptionShape = readonly [names: readonly string[], summary: string, value?: ValueShape];

/** A command as far as completion has to know it. */
export interface CommandShape {
  readonly summary: string;
  /** The names of its own commands. */
  readonly commands: readonly string[];
  readonly options: readonly OptionShape[];
  /** Its arguments in order; the last one repeats if it ends with `...`. */
  readonly arguments: readonly ValueShape[];
}

/** Everything that completion knows without a database; written by `npm run docs`. */
export interface CommandShapes {
  /** By the words of the command; that of the program itself is empty, and its options are everybody's. */
  readonly commands: Readonly<Record<string, CommandShape>>;
  readonly drivers: readonly string[];
  readonly types: readonly string[];
}
