import { type Driver, type DriverClass } from '../../inventory/driver.ts';
import { type Session } from '../../inventory/session.ts';
import { type AttributeDocument, documentOfRow } from './attribute-document.ts';
import { type EntityDocument, type RelatedDocument } from './entity-document.ts';
import { type Expansion } from './expansion.ts';
import { portDocuments } from './port-documents.ts';

type Shown = Omit<EntityDocument, 'name' | 'type' | 'driver'>;
type Mutable<Part> = { -readonly [Key in keyof Part]: Part[Key] };
/** A place of one of the entities in a relation, or of another in it. */
interface Place {
  readonly of: number;
  readonly related: Driver;
  readonly unit: number | undefined;
}

/** In the order of their keys. */
export const byKey = (one: AttributeDocument, other: AttributeDocument): number =>
  one.key < other.key ? -1 : one.key > other.key ? 1 : 0;

async function readAttributes(inventory: Session, things: readonly Driver[]) {
  const drivers = new Map(things.map(({ id, driver }) => [id, driver]));
  const rows = (await inventory.reader.state.attributesOf([...drivers.keys()])).filter(
    ({ key }) => !key.startsWith('_'),
  );
  const documents = Map.groupBy(rows, ({ entity }) => entity);
  return (id: number): AttributeDocument[] =>
    (documents.get(id) ?? []).map((row) => documentOfRow(inventory.registry, drivers.get(id) ?? '', row)).sort(byKey);
}

/** Every declared property of a thing, with its default where nothing is stored. */
export function propertiesOf(inventory: Session, thing: Driver, attributes: readonly AttributeDocument[]) {
  const declared = Object.entries(inventory.declaredProperties(thing.constructor as DriverClass));
  const stored = new Map(
    attributes.filter(({ subkey }) => subkey === 'property').map(({ key, value }) => [key, value]),
  );
  return Object.fromEntries(
    declared.map(([name, property]) => [name, stored.has(name) ? stored.get(name) : property.default]),
  );
}

async function placesAround(
  inventory: Session,
  ids: readonly number[],
  relation: 'parents' | 'contents',
): Promise<Place[]> {
  const unitOf = (row: { readonly subkey: string | null; readonly number: number }) =>
    row.subkey === 'ru' ? row.number : undefined;
  if (relation === 'contents')
    return (await inventory.reader.membersOf(ids)).map((row) => ({
      of: row.container,
      related: inventory.wrap(row),
      unit: unitOf(row),
    }));
  return (await inventory.reader.state.placesOf(ids)).map((row) => ({
    of: row.member,
    related: inventory.wrap({
      id: row.container,
      name: row.containerName,
      type: row.containerType,
      driver: row.containerDriver,
    }),
    unit: unitOf(row),
  }));
}

async function readRelation(
  inventory: Session,
  things: readonly Driver[],
  relation: 'parents' | 'contents',
  expansion: Expansion,
): Promise<(id: number) => RelatedDocument[]> {
  const places = await placesAround(
    inventory,
    things.map(({ id }) => id),
    relation,
  );
  const related = [...new Map(places.map(({ related: one }) => [one.id, one])).values()];
  const documents = await entityDocuments(inventory, related, expansion);
  const byId = new Map(related.map(({ id }, at) => [id, documents[at] as EntityDocument]));
  const around = Map.groupBy(places, ({ of }) => of);
  return (id) =>
    [...Map.groupBy(around.get(id) ?? [], ({ related: one }) => one.id)].map(([other, all]) => {
      const units = all.flatMap(({ unit }) => (unit === undefined ? [] : [unit])).sort((a, b) => a - b);
      return { ...(byId.get(other) as EntityDocument), ...(units.length === 0 ? {} : { units }) };
    });
}

async function readInherited(inventory: Session, things: readonly Driver[]) {
  const above = await inventory.reader.containersOf(things.map(({ id }) => id));
  const containers = above.map((row) => ({ origin: row.origin, thing: inventory.wrap(row) }));
  const all = new Map([...things, ...containers.map(({ thing }) => thing)].map((thing) => [thing.id, thing]));
  const attributesOf = await readAttributes(inventory, [...all.values()]);
  const chains = Map.groupBy(containers, ({ origin }) => origin);
  return (thing: Driver) =>
    [thing, ...(chains.get(thing.id) ?? []).map(({ thing: container }) => container)].flatMap((one) =>
      attributesOf(one.id).map((attribute) => ({ ...attribute, of: one.name })),
    );
}

/**
 * Entities as JSON with what is asked for of them, in their order. It takes as many statements as there are kinds of things
 * that are asked for, however many entities there are.
 */
export async function entityDocuments(
  inventory: Session,
  things: readonly Driver[],
  expansion: Expansion,
): Promise<EntityDocument[]> {
  const { attributes, inherited, properties, parents, contents, ports, addresses } = expansion;
  if (things.length === 0) return [];
  const isAnyOf = [attributes, properties, ports, addresses].some((part) => part !== undefined);
  const attributesOf = isAnyOf ? await readAttributes(inventory, things) : () => [];
  const inheritedOf = inherited && (await readInherited(inventory, things));
  const parentsOf = parents && (await readRelation(inventory, things, 'parents', parents));
  const contentsOf = contents && (await readRelation(inventory, things, 'contents', contents));
  return things.map((thing) => {
    const { id } = thing;
    const own = attributesOf(id);
    const shown: Mutable<Shown> = {};
    const declared = properties || ports ? propertiesOf(inventory, thing, own) : {};
    if (attributes) shown.attributes = own;
    if (inheritedOf) shown.inherited = inheritedOf(thing);
    if (properties) shown.properties = declared;
    if (parentsOf) shown.parents = parentsOf(id);
    if (contentsOf) shown.contents = contentsOf(id);
    if (ports) shown.ports = portDocuments(thing, own, declared);
    if (addresses)
      shown.addresses = own
        .filter(({ key, subkey }) => key === 'ip' && subkey === 'ipstring')
        .map(({ value }) => String(value));
    return { ...thing.toJSON(), ...shown };
  });
}
