import { failure } from '../../base/errors.ts';
import { parseAttributeReference } from '../attribute-reference.ts';
import { parsePortReference, type PortReference } from '../ports/port-reference.ts';
import { readDuration } from '../read-duration.ts';

/** How servers are distributed over racks: all in one, or as evenly as they can be; else rack after rack is filled. */
export const rackPlacements = ['same-rack', 'spread'] as const;
export type RackPlacement = (typeof rackPlacements)[number];

/** What is wanted, as plain data: a client of any kind can send it. Names are those of entities. */
export interface AllocationRequest {
  /** How many servers, up to 500. Default: 1. */
  readonly count?: number | undefined;

  /** New servers: their driver. Left out, servers are taken that exist. */
  readonly driver?: string | undefined;
  /** New servers: the name manager that names them. */
  readonly names?: string | undefined;

  /** Existing servers: the pool of free ones. Default: the setting `allocate.pool`, else `unallocated`. */
  readonly from?: string | undefined;
  /** Only in this place, or in racks of it. */
  readonly parent?: string | undefined;
  /** Existing servers: only what this query finds. */
  readonly query?: string | undefined;
  /** Existing servers: at least so much memory, in GB (1000 MB). */
  readonly memory?: number | undefined;
  /** Existing servers: at least so many CPU cores. */
  readonly cores?: number | undefined;
  /** Existing servers: at least so much disk space, in GB. */
  readonly disk?: number | undefined;
  /** Existing servers: at least so many disks. */
  readonly spindles?: number | undefined;

  /** Only in these racks, the first one first. */
  readonly racks?: readonly string[] | undefined;
  readonly placement?: RackPlacement | undefined;
  /** New servers: how many rack units each takes. Default: what the driver says, else 1. */
  readonly units?: number | undefined;
  /** Ports of the server, such as `nic-eth:1`, each to be cabled to a free port of a switch in its rack. */
  readonly switchPorts?: readonly string[] | undefined;
  /** Ports of the server, such as `pwr-nema-5:1`, each to be cabled to a free outlet of a power strip in its rack. */
  readonly outlets?: readonly string[] | undefined;
  /** The IP managers, of each of which it gets an address. */
  readonly subnets?: readonly string[] | undefined;
  /** The pools that it is put into. */
  readonly pools?: readonly string[] | undefined;
  /** Attributes that are set, each as `key=value` or `key.subkey=value`. */
  readonly attributes?: readonly string[] | undefined;

  /** Who asks again with the same key gets the first answer. */
  readonly key?: string | undefined;
  /** For how long it is only reserved: `2h`. */
  readonly hold?: string | undefined;
}

/** The request, understood. */
export interface AllocationOrder extends AllocationRequest {
  readonly count: number;
  readonly switchPorts: readonly string[];
  readonly outlets: readonly string[];
  readonly wiring: readonly Wire[];
}

/** A port of the server with what it is to be cabled to. */
export interface Wire {
  readonly to: 'switch' | 'outlet';
  readonly port: PortReference & { readonly number: number };
}

const most = 500;

function refuse(reason: string): never {
  throw failure('USAGE', { reason });
}

function requireAmount(argument: string, value: number | undefined, lowest: number, highest = 1e9): void {
  if (value === undefined || (Number.isFinite(value) && value >= lowest && value <= highest)) return;
  throw failure('ARGUMENT_INVALID', { argument, expected: `a number from ${lowest} to ${highest}`, value });
}

function wire(to: Wire['to'], text: string): Wire {
  const { type, number } = parsePortReference(text);
  if (typeof number !== 'number') return refuse(`The port of a server has a number, like nic-eth:1, not ${text}.`);
  return { to, port: { type, number } };
}

const forExisting = ['from', 'query', 'memory', 'cores', 'disk', 'spindles'] as const;

/**
 * Checks a request as far as it can be without looking at the inventory.
 * @throws USAGE for what does not go together, ARGUMENT_INVALID, DURATION_INVALID
 */
export function readRequest(request: AllocationRequest): AllocationOrder {
  const { count = 1, driver, names, units, racks, parent, key, hold, placement, attributes = [] } = request;
  const { switchPorts = [], outlets = [] } = request;
  if (!Number.isInteger(count)) requireAmount('count', Number.NaN, 1, most);
  requireAmount('count', count, 1, most);
  if ((driver === undefined) !== (names === undefined))
    refuse('New servers take a driver and a name manager: give both, or neither to take servers that exist.');
  const foreign = forExisting.find((name) => request[name] !== undefined);
  if (driver !== undefined && foreign !== undefined)
    refuse(`A new server has no ${foreign} to choose by: leave the driver out to take servers that exist.`);
  if (driver === undefined && units !== undefined)
    refuse('Servers that exist stay in the rack units that they have: rack units are for new ones.');
  if (units !== undefined && !Number.isInteger(units)) requireAmount('units', Number.NaN, 1, 100);
  requireAmount('units', units, 1, 100);
  for (const name of ['memory', 'cores', 'disk', 'spindles'] as const) requireAmount(name, request[name], 0);
  const wiring = [...switchPorts.map((text) => wire('switch', text)), ...outlets.map((text) => wire('outlet', text))];
  const isMounted = driver === undefined || (racks?.length ?? 0) > 0 || parent !== undefined;
  if (!isMounted && (units !== undefined || wiring.length > 0 || placement !== undefined))
    refuse(
      'Rack units, switch ports, outlets and placement are those of racks: name the racks, or the place of the racks.',
    );
  if (key !== undefined && !/^[^\p{Cc}]{1,255}$/u.test(key))
    throw failure('ARGUMENT_INVALID', { argument: 'key', expected: 'a text of 1 to 255 characters', value: key });
  if (hold !== undefined) readDuration('hold', hold);
  for (const text of attributes)
    if (parseAttributeReference(text).value === undefined)
      refuse(`An attribute is given as key=value or key.subkey=value, not ${text}.`);
  return { ...request, count, switchPorts, outlets, wiring };
}
