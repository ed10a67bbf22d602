/** `asks` changes nothing, and can be asked of the past; `changes` is a part of a transaction; `acts` makes its versions itself. */
export type VerbKind = 'asks' | 'changes' | 'acts';
