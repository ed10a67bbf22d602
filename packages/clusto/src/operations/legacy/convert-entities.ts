import { ClustoException } from '../../base/errors.ts';
import type { LegacyDatabase } from '../../base/legacy-database.ts';
import { checkName } from '../../base/names.ts';
import { findRenames } from './find-renames.ts';
import type { ImportFindings } from './import-findings.ts';
import { type Lifetime, overlap, without } from './lifetime.ts';

/** A name, type and driver that an entity had for a while. */
export interface EntityState extends Lifetime {
  readonly entity: number;
  readonly name: string;
  readonly type: string;
  readonly driver: string;
}

/** The entities of a database of the original as they become ours. */
export interface ConvertedEntities {
  /** By the id of a row the id of the entity: renamed ones have several rows. */
  readonly ids: ReadonlyMap<number, number>;
  readonly lives: ReadonlyMap<number, Lifetime>;
  readonly states: readonly EntityState[];
  /** The versions in which something was renamed. */
  readonly renamedIn: ReadonlySet<number>;
}

const longest = 255;

function allowedName(name: string): string {
  try {
    return checkName(name);
  } catch (error) {
    if (!(error instanceof ClustoException)) throw error;
    const plain = name.toWellFormed().replace(/[/\p{Cc}]/gu, '_');
    return plain === '' ? 'unnamed' : plain.slice(0, longest).toWellFormed();
  }
}

/** Gives names out so that no two entities have one at once: whoever comes later has a suffix for as long as they share it. */
class Names {
  readonly #taken = new Map<string, Lifetime[]>();
  readonly #wanted: ReadonlySet<string>;

  constructor(wanted: ReadonlySet<string>) {
    this.#wanted = wanted;
  }

  /** The lifetime in parts, each with the name that is free for the whole of it. */
  give(name: string, life: Lifetime): (Lifetime & { readonly name: string })[] {
    const taken = this.#taken.get(name) ?? [];
    const free = without(life, taken);
    this.#taken.set(name, [...taken, ...free]);
    const shared = taken.flatMap((other) => overlap(life, other) ?? []);
    const parts = shared.map((part) => ({ ...part, name: this.#suffixed(name, part) }));
    return [...free.map((part) => ({ ...part, name })), ...parts].sort((one, other) => one.from - other.from);
  }

  #suffixed(name: string, life: Lifetime): string {
    for (let number = 2; ; number += 1) {
      const suffix = `~${number}`;
      const candidate = `${name.slice(0, longest - suffix.length)}${suffix}`;
      const taken = this.#taken.get(candidate) ?? [];
      if (this.#wanted.has(candidate) || taken.some((other) => overlap(life, other))) continue;
      this.#taken.set(candidate, [...taken, life]);
      return candidate;
    }
  }
}

/** Which driver the base class had as a raw entity, and has here. */
const rawType = 'entity';

/** Makes rows of entities ours: renames joined, names that are allowed, and at each version one of a name. */
export function convertEntities(source: LegacyDatabase, findings: ImportFindings): ConvertedEntities {
  const renames = findRenames(source);
  const ids = new Map<number, number>();
  const lives = new Map<number, Lifetime>();
  const renamedIn = new Set<number>();
  const states: EntityState[] = [];
  const named = source.entities.map((row) => ({ row, name: allowedName(row.name) }));
  const previous = new Map(source.entities.map(({ id, name }) => [id, name]));
  const names = new Names(new Set(named.map(({ name }) => name)));
  // an older row keeps its name; ids of the original rise with its versions
  for (const { row, name } of named) {
    const life = { from: row.version, to: row.deleted ?? Infinity };
    const before = renames.get(row.id);
    const entity = (before === undefined ? undefined : ids.get(before)) ?? row.id;
    ids.set(row.id, entity);
    if (life.from >= life.to) {
      findings.add('never-visible', `the entity ${row.name}`);
      continue;
    }
    lives.set(entity, { from: lives.get(entity)?.from ?? life.from, to: life.to });
    if (before !== undefined) {
      renamedIn.add(row.version);
      findings.add('rename', `${previous.get(before)} is ${row.name} from version ${row.version} on`);
    }
    if (name !== row.name) findings.add('invalid-name', `${JSON.stringify(row.name)} is ${name}`);
    const parts = names.give(name, life);
    for (const part of parts)
      if (part.name !== name) findings.add('duplicate-name', `${name} is ${part.name} ${versionsText(part)}`);
    for (const part of parts)
      states.push({ ...part, entity, type: row.type === rawType ? 'generic' : row.type, driver: row.driver });
  }
  return { ids, lives, states, renamedIn };
}

/** `from version 3 on`, or `in versions 3 to 8`. */
export function versionsText({ from, to }: Lifetime): string {
  return to === Infinity ? `from version ${from} on` : `in versions ${from} to ${to - 1}`;
}
