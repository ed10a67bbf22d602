/**
 * `asks` changes nothing, and can be asked of the past; `changes` is a part of a transaction; `acts` makes its versions itself;
 * `reaches` does so, too, and reaches out of the database for as long as that takes: it tells its steps, and can be stopped.
 */
export type VerbKind = 'asks' | 'changes' | 'acts' | 'reaches';
