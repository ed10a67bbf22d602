/**
 * What is observed otherwise than it is meant.
 * - `attribute`: an attribute of a port of a switch, such as its VLAN
 * - `cable`: a thing is seen at another port than it is cabled to
 * - `address`: the thing at a port has another MAC address than is known of it, or none is known; or a host says so of its card
 * - `stranger`: something that is not known is at a port without a cable
 * - `hardware`: a host says otherwise of its disks, memory, processors or serial number
 * - `ip`: a host has an IP address that is not bound to it, or has it at another interface
 */
export type DriftKind = 'attribute' | 'cable' | 'address' | 'stranger' | 'hardware' | 'ip';

/** One difference between what is meant and what is observed, as people and programs read it. */
export interface Drift {
  readonly kind: DriftKind;
  /** Of whom the intent is. */
  readonly entity: string;
  /** `port-nic-eth 7 vlan` */
  readonly attribute: string;
  /** Null where nothing is meant. */
  readonly intended: string | null;
  readonly observed: string;
  /** Who says so: `snmp r1-sw1`, `ssh 10.0.0.5`. */
  readonly source: string;
  /** Since when it is observed without an end, in ISO 8601. */
  readonly since: string;
  /** Who does not want to hear of it. */
  readonly dismissed: string | null;
}
