import type { Dhcp6Option } from '../../wire/dhcp/dhcp6-message.ts';
import {
  associatedAddressBytes,
  associationBytes,
  statusBytes,
  temporaryAssociationBytes,
} from '../../wire/dhcp/identity-association.ts';
import { type AskedAssociation, type Dhcp6Request, sameBytes } from './dhcp6-request.ts';
import { type Dhcp6Address, type DhcpHost, nearest } from './dhcp-host.ts';

/** RFC 8415 section 21.13. */
export const dhcp6Status = {
  success: 0,
  noAddress: 2,
  noBinding: 3,
  notOnLink: 4,
  useMulticast: 5,
  noPrefix: 6,
} as const;

const codes = { address: 3, temporary: 4, prefix: 25 } as const;
const addressCode = 5;
const defaultValid = 3600;
const infinite = 0xffff_ffff;

export const statusOption = (code: number, text: string): Dhcp6Option => [13, statusBytes(code, text)];

/** An association with nothing but a status. */
export function refusedAssociation({ kind, id }: AskedAssociation, code: number, text: string): Dhcp6Option {
  const options = [statusOption(code, text)];
  const bytes =
    kind === 'temporary' ? temporaryAssociationBytes({ id, options }) : associationBytes({ id, t1: 0, t2: 0, options });
  return [codes[kind], bytes];
}

/** The lifetimes, and the two times of renewal: a half and four fifths (RFC 8415 section 21.4). */
function timesOf(host: DhcpHost): { preferred: number; valid: number; t1: number; t2: number } {
  const valid = nearest(host, ({ six }) => six?.valid)?.value ?? defaultValid;
  const preferred = Math.min(valid, nearest(host, ({ six }) => six?.preferred)?.value ?? valid);
  if (preferred === infinite) return { preferred, valid, t1: infinite, t2: infinite };
  return { preferred, valid, t1: Math.floor(preferred * 0.5), t2: Math.floor(preferred * 0.8) };
}

/** What associations are answered by. */
export interface AssociationBasis {
  readonly request: Dhcp6Request;
  readonly host: DhcpHost;
  /** The addresses of the host on the network of the request that may be given, best first. */
  readonly addresses: readonly Dhcp6Address[];
  /** Whether an address is not of that network, as far as the addresses of the host tell. */
  readonly isElsewhere: (ip: Uint8Array) => boolean;
}

/** Associations as they are answered. */
export interface AnsweredAssociations {
  readonly options: readonly Dhcp6Option[];
  readonly given: readonly Dhcp6Address[];
  /** Why there is no address at all, where one is asked for. */
  readonly refused: string | undefined;
}

/** Addresses for the associations that get one: the one that the client names and has; else the next that nobody names. */
function choose(
  associations: readonly AskedAssociation[],
  addresses: readonly Dhcp6Address[],
): Map<AskedAssociation, Dhcp6Address> {
  const free = new Set(addresses);
  const chosen = new Map<AskedAssociation, Dhcp6Address>();
  const take = (one: AskedAssociation, isMeant: (ip: Uint8Array) => boolean): void => {
    const found = chosen.has(one) ? undefined : [...free].find(({ ip }) => isMeant(ip));
    if (found === undefined) return;
    free.delete(found);
    chosen.set(one, found);
  };
  for (const one of associations) take(one, (ip) => one.addresses.some((other) => sameBytes(ip, other)));
  for (const one of associations) take(one, () => true);
  return chosen;
}

/** An association for temporary addresses, or for prefixes: bound addresses are neither. Who holds some has them from another server. */
function answerOther(one: AskedAssociation, { type }: Dhcp6Request): Dhcp6Option[] {
  if (one.isHeld && type === 'rebind') return [];
  if (one.isHeld && type === 'renew') return [refusedAssociation(one, dhcp6Status.noBinding, 'not of this server')];
  return one.kind === 'prefix'
    ? [refusedAssociation(one, dhcp6Status.noPrefix, 'prefixes are not delegated')]
    : [refusedAssociation(one, dhcp6Status.noAddress, 'temporary addresses are not given')];
}

/**
 * Answers each association: with an address that is bound and no other one has, else with why there is none. Addresses that
 * a client wants to go on with and does not have end at once.
 * @returns no option for associations that another server has to answer
 */
export function answerAssociations({ request, host, addresses, isElsewhere }: AssociationBasis): AnsweredAssociations {
  const { preferred, valid, t1, t2 } = timesOf(host);
  const isLost = (one: AskedAssociation): boolean => request.type === 'request' && one.addresses.some(isElsewhere);
  const wanted = request.associations.filter((one) => one.kind === 'address' && !isLost(one));
  const chosen = choose(wanted, addresses);
  const isKept = request.type === 'renew' || request.type === 'rebind';
  const answerOne = (one: AskedAssociation): Dhcp6Option[] => {
    if (one.kind !== 'address') return answerOther(one, request);
    if (isLost(one)) return [refusedAssociation(one, dhcp6Status.notOnLink, 'the address is not of this network')];
    const address = chosen.get(one);
    const held = address === undefined ? [] : [{ address: address.ip, preferred, valid, options: [] }];
    const gone = one.addresses.filter((ip) => isKept && !(address !== undefined && sameBytes(ip, address.ip)));
    const all = [...held, ...gone.map((ip) => ({ address: ip, preferred: 0, valid: 0, options: [] }))];
    if (all.length === 0) return [refusedAssociation(one, dhcp6Status.noAddress, 'no address is bound for it')];
    const times = address === undefined ? { t1: 0, t2: 0 } : { t1, t2 };
    const options = all.map((inside): Dhcp6Option => [addressCode, associatedAddressBytes(inside)]);
    return [[codes.address, associationBytes({ id: one.id, ...times, options })]];
  };
  const why = request.associations.some(isLost)
    ? 'the address that it names is not of this network'
    : wanted.length > 0
      ? 'no address is bound for it on this network'
      : 'it asks for temporary addresses or prefixes';
  const refused = chosen.size > 0 || request.associations.length === 0 ? undefined : why;
  return { options: request.associations.flatMap(answerOne), given: [...chosen.values()], refused };
}
