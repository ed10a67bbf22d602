import { expansions } from '../../api/expansions.ts';

export type ExpansionName = (typeof expansions)[number];

/** What is to be shown of entities, and of those in the relations `parents` and `contents`. */
export type Expansion = { readonly [Name in ExpansionName]?: Expansion };

/** A tree out of paths like `contents.attributes`. Words that mean nothing are left out. */
export function readExpansion(paths: readonly string[]): Expansion {
  const firsts = expansions.filter((name) => paths.some((path) => path.split('.')[0] === name));
  return Object.fromEntries(
    firsts.map((name) => {
      const below = paths.filter((path) => path.startsWith(`${name}.`)).map((path) => path.slice(name.length + 1));
      return [name, readExpansion(below)];
    }),
  );
}
