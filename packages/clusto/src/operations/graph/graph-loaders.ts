import DataLoader from 'dataloader';
import { type Driver } from '../../inventory/driver.ts';
import { type Clusto } from '../clusto.ts';
import { type AttributeRow } from '../documents/attribute-document.ts';
import { type Change, entitiesOfChange } from '../history/change.ts';
import { changesOfVersions } from '../history/changes-of-versions.ts';

type Reader = Clusto['reader'];
type Row<Name extends keyof Reader['state']> = Reader['state'][Name] extends (
  ...given: never[]
) => Promise<(infer One)[]>
  ? One
  : never;
type VersionRow = Awaited<ReturnType<Reader['changes']['versions']>>[number];

type MemberRow = Awaited<ReturnType<Reader['membersOf']>>[number];

/** A version with what it changed of one entity. */
export interface OwnVersion {
  readonly row: VersionRow;
  readonly changes: readonly Change[];
}

/** Reads for all keys that were asked for by then, in one batch; a key is read once. */
const batched = <Key, Value>(read: (keys: readonly Key[]) => Promise<(key: Key) => Value>): DataLoader<Key, Value> =>
  new DataLoader(async (keys) => {
    const valueOf = await read(keys);
    return keys.map((key) => valueOf(key));
  });

/** Lists of rows by what they are of. */
const listed = <Item>(read: (ids: readonly number[]) => Promise<Item[]>, of: (item: Item) => number) =>
  batched<number, readonly Item[]>(async (ids) => {
    const rows = Map.groupBy(await read(ids), of);
    return (id) => rows.get(id) ?? [];
  });

async function versionsOfEach(inventory: Clusto, ids: readonly number[], most: number) {
  const { changes } = inventory.reader;
  const touched = await changes.lastVersionsOf(ids, most);
  const numbers = [...new Set(touched.map(({ version }) => version))];
  const rows = new Map((await changes.versions({ numbers })).map((row) => [row.number, row]));
  const all = await changesOfVersions(inventory, numbers, [...ids]);
  const versions = Map.groupBy(touched, ({ entity }) => entity);
  return (id: number): readonly OwnVersion[] =>
    (versions.get(id) ?? []).flatMap(({ version }) => {
      const row = rows.get(version);
      const isOwn = (change: Change): boolean => entitiesOfChange(change).some((entity) => entity.id === id);
      return row === undefined ? [] : [{ row, changes: (all.get(version) ?? []).filter(isOwn) }];
    });
}

/**
 * What is read of entities, for many at once: a query asks one by one, and takes as many statements as it has levels,
 * however many entities there are.
 */
export class GraphLoaders {
  readonly named: DataLoader<string, Driver | null>;
  /** All attributes, hidden ones too, in the order of writing. */
  readonly attributes: DataLoader<number, readonly AttributeRow[]>;
  readonly places: DataLoader<number, readonly Row<'placesOf'>[]>;
  /** The direct members, one row for each place. */
  readonly members: DataLoader<number, readonly MemberRow[]>;
  readonly below: DataLoader<number, readonly Driver[]>;
  readonly above: DataLoader<number, readonly Driver[]>;
  readonly pointers: DataLoader<number, readonly Row<'pointingTo'>[]>;
  readonly claims: DataLoader<number, readonly Row<'claimsOf'>[]>;
  readonly changes: DataLoader<number, readonly Change[]>;
  /** Versions by number; null for one of which nothing can be seen. */
  readonly written: DataLoader<number, VersionRow | null>;
  readonly #versions = new Map<number, DataLoader<number, readonly OwnVersion[]>>();
  readonly #inventory: Clusto;

  /** @param most how many rows at most are read of what may be without end; one more tells that there are more */
  constructor(inventory: Clusto, most: () => number) {
    this.#inventory = inventory;
    const { reader } = inventory;
    const { state } = reader;
    const wrapped = (
      read: (ids: readonly number[]) => Promise<{ readonly origin: number; readonly thing: Driver }[]>,
    ) =>
      batched<number, readonly Driver[]>(async (ids) => {
        const found = Map.groupBy(await read(ids), ({ origin }) => origin);
        return (id) => [...new Map((found.get(id) ?? []).map(({ thing }) => [thing.id, thing])).values()];
      });
    const withThing = <One extends Parameters<Clusto['wrap']>[0]>(rows: One[], origin: (row: One) => number) =>
      rows.map((row) => ({ origin: origin(row), thing: inventory.wrap(row) }));
    this.named = batched(async (names) => {
      const rows = new Map((await reader.entities({ names: [...names] })).map((row) => [row.name, row]));
      return (name) => {
        const row = rows.get(name);
        return row === undefined ? null : inventory.wrap(row);
      };
    });
    this.attributes = listed(
      (ids) => state.attributesOf(ids),
      ({ entity }) => entity,
    );
    this.places = listed(
      (ids) => state.placesOf(ids),
      ({ member }) => member,
    );
    this.pointers = listed(
      (ids) => state.pointingTo(ids, most()),
      ({ relation }) => relation,
    );
    this.claims = listed(
      (ids) => state.claimsOf(ids),
      ({ entity }) => entity,
    );
    this.members = listed(
      (ids) => reader.membersOf(ids),
      ({ container }) => container,
    );
    this.written = batched(async (numbers) => {
      const rows = await reader.changes.versions({ numbers: [...numbers] });
      const known = new Map(rows.map((row) => [row.number, row]));
      return (number) => known.get(number) ?? null;
    });
    this.above = wrapped(async (ids) => withThing(await reader.containersOf(ids), ({ origin }) => origin));
    this.below = wrapped(async (ids) => withThing(await reader.contentsOf(ids, most()), ({ origin }) => origin));
    this.changes = batched(async (numbers) => {
      const changes = await changesOfVersions(inventory, [...numbers]);
      return (number) => changes.get(number) ?? [];
    });
  }

  /** The last versions that changed an entity, newest first, `most` at most. */
  versionsOf(id: number, most: number): Promise<readonly OwnVersion[]> {
    const known = this.#versions.get(most);
    const loader = known ?? batched((ids: readonly number[]) => versionsOfEach(this.#inventory, ids, most));
    this.#versions.set(most, loader);
    return loader.load(id);
  }
}
