import { ClustoException, StoreException, TransactionException } from '../../base/errors.ts';
import { encodeScalar } from '../../base/values.ts';
import { Ported } from '../../drivers/devices/ported.ts';
import type { Driver } from '../../inventory/driver.ts';
import type { Clusto } from '../clusto.ts';
import { portKey, portType } from '../discovery/switch-of-source.ts';

/** The port that firmware asks from, and that a management controller shares. */
const bootPort = 1;

/** A client that has asked, and as what: by its own card, or as the management controller. */
export interface DhcpSighting {
  readonly mac: string;
  readonly fact: 'mac' | 'ipmi-mac';
}

/**
 * What became of it.
 * - `learned`: the first network port has the address from now on; `known`: it had it before
 * - `other-address`: the port has another one, which stays; `elsewhere`: the address is on a port of something else
 * - `unknown`: nobody has it as `bootstrap.mac`, nor on the first port; `several-clients`: several have
 * - `no-port`: the entity has no network port
 * - `failed`: with an error
 */
export type LearnAction =
  | 'learned'
  | 'known'
  | 'other-address'
  | 'elsewhere'
  | 'unknown'
  | 'several-clients'
  | 'no-port'
  | 'failed';

export interface LearnOutcome extends DhcpSighting {
  readonly action: LearnAction;
  readonly entity: string | null;
  /** Of `failed`: the sentence. */
  readonly error: string | null;
}

type Learned = readonly [action: LearnAction, thing: Driver | null];

async function learn(inventory: Clusto, { mac, fact }: DhcpSighting): Promise<Learned> {
  const rows = await inventory.reader.ownedAttributes({ subkey: 'mac', value: encodeScalar(mac) });
  const meant = rows.filter(({ key, number }) => key === 'bootstrap' || (key === portKey && number === bootPort));
  const [row] = meant;
  if (row === undefined) return ['unknown', null];
  const thing = inventory.wrap({
    id: row.entity,
    name: row.owner_name,
    type: row.owner_type,
    driver: row.owner_driver,
  });
  if (meant.some(({ entity }) => entity !== thing.id)) return ['several-clients', thing];
  if (!(thing instanceof Ported) || (await thing.portCount(portType)) < bootPort) return ['no-port', thing];
  const atPort = rows.filter(({ key }) => key.startsWith('port-'));
  if (fact === 'mac' && atPort.length > 0)
    return [atPort.some(({ entity }) => entity !== thing.id) ? 'elsewhere' : 'known', thing];
  const present = await thing.getPortAttr(portType, bootPort, fact);
  if (present !== null) return [present === mac ? 'known' : 'other-address', thing];
  await thing.setPortAttr(portType, bootPort, fact, mac);
  return ['learned', thing];
}

async function outcomeOf(inventory: Clusto, sighting: DhcpSighting): Promise<LearnOutcome> {
  try {
    const [action, thing] = await inventory.write(() => learn(inventory, sighting));
    return { ...sighting, action, entity: thing?.name ?? null, error: null };
  } catch (error) {
    if (!(error instanceof ClustoException) || error instanceof StoreException || error instanceof TransactionException)
      throw error;
    return { ...sighting, action: 'failed', entity: null, error: error.message };
  }
}

function messageOf(outcomes: readonly LearnOutcome[]): string {
  const learned = outcomes.filter(({ action }) => action === 'learned');
  return `DHCP: learned ${learned.map(({ mac, fact, entity }) => `${fact} ${mac} of ${entity}`).join(', ')}`;
}

/**
 * Notes at the first network port of entities the MAC addresses that they have asked from (behaviour spec section 22): that of
 * an entity whose attribute `bootstrap.mac` it is, or, of a management controller, also of one that has it there. What is
 * there already stays. All of it is one version, and none where there is nothing new.
 * @throws what makes the whole impossible, such as DATABASE_BUSY
 */
export async function learnDhcpClients(
  inventory: Clusto,
  sightings: readonly DhcpSighting[],
): Promise<readonly LearnOutcome[]> {
  let outcomes: LearnOutcome[] = [];
  await inventory.transaction({ message: () => messageOf(outcomes), source: 'dhcp' }, async () => {
    outcomes = [];
    for (const sighting of sightings) outcomes.push(await outcomeOf(inventory, sighting));
  });
  return outcomes;
}
