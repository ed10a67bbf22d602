/** Why nothing was done about what a source says. */
export type IgnoredReason =
  /** No entity has the address. */
  | 'unknown-source'
  /** Several entities have the address. */
  | 'ambiguous-source'
  /** The entity that has the address has no network ports. */
  | 'not-a-switch';

/**
 * What became of a MAC address that was learned at a port.
 * - `created`: a server was made; `placed`: one that was known by the address was put there; `completed`: what was missing
 *   of the one at the port was added; `known`: it is all there
 * - `elsewhere`: it belongs to a thing that is cabled to another port, and `other-address`: the thing at the port has
 *   another one; both are for `clusto drift`
 * - `not-hardware`: it is a group's, or made up by software; `uplink`: another switch is at the port
 * - `no-port`: the switch has no such port; `discovery-off`: neither the switch nor a container of it has `snmp.discovery`;
 *   `no-rack`: the switch is in none; `no-factory`: nothing builds the rack; `no-place`: its layout has none for the port
 * - `failed`: with an error
 */
export type PortAction =
  | 'created'
  | 'placed'
  | 'completed'
  | 'known'
  | 'elsewhere'
  | 'other-address'
  | 'not-hardware'
  | 'uplink'
  | 'no-port'
  | 'discovery-off'
  | 'no-rack'
  | 'no-factory'
  | 'no-place'
  | 'failed';

export interface PortOutcome {
  readonly port: number;
  readonly mac: string;
  readonly vlan: number;
  readonly action: PortAction;
  /** The thing at the port, or that the address belongs to. */
  readonly server: string | null;
  /** Of `failed`: the sentence. */
  readonly error: string | null;
}

/** What became of a trap. */
export interface DiscoveryReport {
  readonly source: string;
  readonly switch: string | null;
  /** Null where it was looked at. */
  readonly ignored: IgnoredReason | null;
  readonly ports: readonly PortOutcome[];
}
