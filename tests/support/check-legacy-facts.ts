import { BasicRack } from '../../packages/clusto/src/drivers/locations/basic-rack.ts';
import { Ported } from '../../packages/clusto/src/drivers/devices/ported.ts';
import { rangeKey } from '../../packages/clusto/src/drivers/resources/ip-manager.ts';
import type { Driver, DriverAttribute } from '../../packages/clusto/src/inventory/driver.ts';
import { metaName } from '../../packages/clusto/src/inventory/meta.ts';
import type { Clusto } from '../../packages/clusto/src/operations/clusto.ts';
import type { AttributeFact, EntityFact, FactValue, LegacyFacts } from './legacy-data.ts';

/** Where an inventory says something else than the original did: what is asked, what it said, and what is said. */
export interface Difference {
  readonly about: string;
  readonly original: unknown;
  readonly here: unknown;
}

const atOnce = 10;

/** Collects differences; a comparison is by content, of lists in any order. */
class Comparison {
  readonly differences: Difference[] = [];

  set(about: string, original: readonly unknown[], here: readonly unknown[]): void {
    const sorted = (list: readonly unknown[]): string[] => list.map((one) => JSON.stringify(one)).sort();
    const [theirs, ours] = [sorted(original), sorted(here)];
    if (JSON.stringify(theirs) === JSON.stringify(ours)) return;
    this.differences.push({
      about,
      original: theirs.filter((one) => !ours.includes(one)),
      here: ours.filter((one) => !theirs.includes(one)),
    });
  }

  value(about: string, original: unknown, here: unknown): void {
    if (canonical(original) !== canonical(here)) this.differences.push({ about, original, here });
  }
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, one: unknown) =>
    typeof one === 'object' && one !== null && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  );
}

const names = (things: readonly (Driver | null)[]): string[] => things.map((thing) => thing?.name ?? '');

/** A value as the facts write it; a date to its milliseconds, which is what JavaScript has. */
function factOf(value: DriverAttribute['value']): FactValue {
  if (typeof value === 'bigint') return { int: String(value) };
  if (value instanceof Date) return { datetime: value.toISOString().replace('Z', '') };
  return isThing(value) ? { ref: value.name } : value;
}

const isThing = (value: unknown): value is Driver =>
  typeof value === 'object' && value !== null && 'inventory' in value;

function expected([key, number, subkey, datatype, value]: AttributeFact): AttributeFact {
  // null is JSON here
  if (value === null) return [key, number, subkey, 'json', null];
  if (datatype !== 'datetime') return [key, number, subkey, datatype, JSON.parse(canonical(value))];
  const [whole = '', fraction = ''] = (value as { datetime: string }).datetime.split('.');
  return [key, number, subkey, datatype, { datetime: `${whole}.${fraction.padEnd(3, '0').slice(0, 3)}` }];
}

function asFacts(attributes: readonly DriverAttribute[]): AttributeFact[] {
  return attributes
    .filter(({ key }) => key !== rangeKey)
    .map(({ key, number, subkey, datatype, value }) => [
      key,
      number,
      subkey,
      datatype,
      JSON.parse(canonical(factOf(value))) as FactValue,
    ]);
}

async function connections(thing: Driver): Promise<Record<string, readonly [string, number]>> {
  if (!(thing instanceof Ported)) return {};
  const tuples = await thing.portInfoTuples();
  return Object.fromEntries(
    tuples.flatMap(([type, number, peer, far]) =>
      peer === null ? [] : [[`${type}:${number}`, [peer.name, far as number]]],
    ),
  );
}

async function checkEntity(found: Comparison, about: string, thing: Driver, fact: EntityFact): Promise<void> {
  found.value(`${about}: type`, fact.type, thing.type);
  found.value(`${about}: driver`, fact.driver, thing.driver);
  found.set(`${about}: attributes`, fact.attrs.map(expected), asFacts(await thing.attrs({ ignoreHidden: false })));
  found.set(`${about}: contents`, fact.contents, names(await thing.contents()));
  found.set(`${about}: parents`, fact.parents, names(await thing.parents()));
  if (fact.ips) found.set(`${about}: addresses`, fact.ips, await thing.attrValues({ key: 'ip', subkey: 'ipstring' }));
  if (fact.connections) found.value(`${about}: cables`, fact.connections, await connections(thing));
}

async function each<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  for (let start = 0; start < items.length; start += atOnce)
    await Promise.all(items.slice(start, start + atOnce).map(work));
}

async function checkEntities(
  found: Comparison,
  view: Clusto,
  about: string,
  facts: Readonly<Record<string, EntityFact>>,
): Promise<void> {
  const wanted = Object.entries(facts);
  const things = await view.getByNames(wanted.map(([name]) => name));
  await each(
    wanted.map(([name, fact], index) => ({ name, fact, thing: things[index] })),
    async ({ name, fact, thing }) => {
      if (thing) await checkEntity(found, `${about} ${name}`, thing, fact);
      else found.value(`${about} ${name}`, 'there', 'absent');
    },
  );
}

async function allNames(view: Clusto): Promise<string[]> {
  return [metaName, ...names(await view.getEntities())];
}

async function checkQueries(found: Comparison, view: Clusto, queries: LegacyFacts['queries']): Promise<void> {
  const all = <Value>(facts: Readonly<Record<string, Value>>): [string, Value][] => Object.entries(facts);
  for (const [mac, owners] of all(queries.get_by_mac)) found.set(mac, owners, names(await view.getByMac(mac)));
  for (const [serial, owners] of all(queries.get_by_serial))
    found.set(serial, owners, names(await view.getBySerial(serial)));
  for (const [ip, owners] of all(queries.ipman_owners)) found.set(ip, owners, names(await view.getDevices(ip)));
  for (const [pools, members] of all(queries.get_from_pools))
    found.set(pools, members, names(await view.getFromPools(pools.split(','))));
  for (const [name, siblings] of all(queries.siblings))
    found.set(`siblings of ${name}`, siblings, names(await (await view.getByName(name)).siblings()));
  await each(all(queries.merged_attrs), async ([name, merged]) => {
    const thing = await view.getByName(name);
    const here = asFacts(await thing.attrs({ mergeContainerAttrs: true }));
    found.set(`merged attributes of ${name}`, merged.map(expected), here);
  });
  for (const [name, ntp] of all(queries.merged_ntp)) {
    const [first = null] = await (await view.getByName(name)).attrValues({ key: 'ntp', mergeContainerAttrs: true });
    found.value(`ntp of ${name}`, ntp, first);
  }
  const below = await (await view.getByName('dc1')).contents({ searchChildren: true });
  found.set('below dc1', queries.dc_contents_recursive, names(below));
}

/** Asks a view of an inventory everything that the original was asked of its present. */
export async function checkPresent(view: Clusto, facts: LegacyFacts): Promise<Difference[]> {
  const found = new Comparison();
  found.set('names', Object.keys(facts.entities), await allNames(view));
  for (const thing of await view.getByNames(facts.deleted_names.filter((name) => !(name in facts.entities))))
    found.value('deleted', null, thing?.name ?? null);
  await checkEntities(found, view, 'now', facts.entities);
  await each(Object.entries(facts.rack_and_u), async ([name, place]) => {
    const here = await BasicRack.getRackAndU(await view.getByName(name));
    found.value(`place of ${name}`, place, here === null ? null : [here.rack.name, here.RU]);
  });
  const adjacency = await view.adjacencyMap();
  found.set(
    'adjacency',
    facts.adjacency,
    adjacency.map(({ parent_name, child_name }) => [parent_name, child_name]),
  );
  await checkQueries(found, view, facts.queries);
  return found.differences;
}

/** Asks a view of an inventory for some of the entities only. */
export async function checkSome(view: Clusto, facts: LegacyFacts['entities']): Promise<Difference[]> {
  const found = new Comparison();
  await checkEntities(found, view, 'now', facts);
  return found.differences;
}

/** Asks an inventory what the original was asked of older versions. */
export async function checkPast(clusto: Clusto, facts: LegacyFacts): Promise<Difference[]> {
  const found = new Comparison();
  for (const [version, fact] of Object.entries(facts.at_version)) {
    const view = clusto.at(Number(version));
    found.set(`names at ${version}`, fact.names, await allNames(view));
    for (const [index, thing] of (await view.getByNames(fact.absent)).entries())
      if (thing) found.value(`${fact.absent[index]} at ${version}`, 'absent', 'there');
    await checkEntities(found, view, `at ${version}`, fact.entities);
  }
  return found.differences;
}
