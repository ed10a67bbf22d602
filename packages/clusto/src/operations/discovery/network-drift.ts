import type { Clusto } from '../clusto.ts';
import type { Drift } from './drift.ts';
import type { FoundDrift, Observation } from './found-drift.ts';
import { addressKey, cardKey, networkKeys, readPlacedAddress } from './network-fact.ts';
import { PortBook } from './port-book.ts';
import { portKey } from './switch-of-source.ts';

type Difference = Pick<Drift, 'kind' | 'attribute' | 'intended' | 'observed'>;

/** A card that is meant to have another MAC address; of hosts without a known one there is no drift. */
function cardDrift({ entity, number, value: observed }: Observation, book: PortBook): Difference | undefined {
  const macs = book.ports(entity).flatMap(([, { mac }]) => mac ?? []);
  if (macs.length === 0 || macs.includes(observed)) return undefined;
  const intended = book.port(entity, number).mac ?? null;
  return { kind: 'address', attribute: `${portKey} ${number} mac`, intended, observed };
}

/** The addresses that are bound to an entity, by the address, with the interface that is meant to have it. */
type Bound = ReadonlyMap<string, string | undefined>;

async function readBound(inventory: Clusto, entities: readonly number[]): Promise<ReadonlyMap<number, Bound>> {
  const rows = await inventory.reader.attributes({ entities, key: addressKey });
  const named = new Map(
    rows.flatMap(({ entity, number, subkey, string }) =>
      subkey === 'osportname' && string !== null ? [[`${entity} ${number}`, string]] : [],
    ),
  );
  const bound = new Map<number, Map<string, string | undefined>>();
  for (const { entity, number, subkey, string: ip } of rows) {
    if (subkey !== 'ipstring' || ip === null) continue;
    const own = bound.get(entity) ?? new Map<string, string | undefined>();
    bound.set(entity, own.set(ip, named.get(`${entity} ${number}`)));
  }
  return bound;
}

/** An address that is not bound, or at another interface; of hosts to which none is bound there is no drift. */
function ipDrift({ value: observed }: Observation, bound: Bound | undefined): Difference | undefined {
  const [ip, name] = readPlacedAddress(observed);
  if (bound === undefined) return undefined;
  const meant = bound.get(ip);
  if (bound.has(ip) && (meant === undefined || meant === name)) return undefined;
  const intended = meant === undefined ? null : `${ip} ${meant}`;
  return { kind: 'ip', attribute: addressKey, intended, observed };
}

/**
 * Where hosts say otherwise of their MAC and IP addresses than is meant. What is meant and not seen may be what the management controller
 * has, or a cable that is not plugged in. In as many statements whatever there is.
 */
export async function networkDrift(inventory: Clusto, all: readonly Observation[]): Promise<FoundDrift[]> {
  const observations = all.filter(({ key }) => networkKeys.includes(key));
  const entities = [...new Set(observations.map(({ entity }) => entity))];
  if (entities.length === 0) return [];
  const things = new Map(
    (await inventory.reader.state.entitiesOf(entities)).map((row) => [row.id, inventory.wrap(row)]),
  );
  const book = await PortBook.read(inventory, entities);
  const bound = await readBound(inventory, entities);
  return observations.flatMap((observation): FoundDrift[] => {
    const { entity, key, number, source, firstSeen, dismissed } = observation;
    const difference = key === cardKey ? cardDrift(observation, book) : ipDrift(observation, bound.get(entity));
    const thing = things.get(entity);
    if (thing === undefined || difference === undefined) return [];
    const since = new Date(firstSeen).toISOString();
    return [
      { drift: { ...difference, entity: thing.name, source, since, dismissed }, observation, thing, port: number },
    ];
  });
}
