import { decodeMacNotification, type MacNotification } from './mac-notification.ts';

/** An object that a trap brings: numbers as numbers, an OID as its text, octets as bytes. */
export interface TrapVarbind {
  readonly oid: string;
  readonly value: number | string | Uint8Array | null;
}

/** A link that went up or down (RFC 2863). */
export interface LinkEvent {
  readonly kind: 'link';
  readonly state: 'up' | 'down';
  /** `ifIndex`, which need not be the number of a port. */
  readonly index: number;
  /** `ifName`, else `ifDescr`: `GigabitEthernet0/7`. */
  readonly name: string | null;
}

export interface MacEvent extends MacNotification {
  readonly kind: 'mac';
}

/** What a trap says that clusto understands. */
export type TrapEvent = LinkEvent | MacEvent;

/** `cmnHistMacChangedMsg`, CISCO-MAC-NOTIFICATION-MIB: a column, followed by the index of its row. */
const macChanged = '1.3.6.1.4.1.9.9.215.1.1.8.1.2';
/** `linkDown` and `linkUp`, RFC 3418. */
const linkStates: Readonly<Record<string, LinkEvent['state']>> = {
  '1.3.6.1.6.3.1.1.5.3': 'down',
  '1.3.6.1.6.3.1.1.5.4': 'up',
};
/** Columns of `ifTable` and `ifXTable`, RFC 2863. */
const ifIndex = '1.3.6.1.2.1.2.2.1.1';
const ifNames = ['1.3.6.1.2.1.31.1.1.1.1', '1.3.6.1.2.1.2.2.1.2'];

const isIn = (column: string, { oid }: TrapVarbind): boolean => oid.startsWith(`${column}.`);

function textIn(column: string, varbinds: readonly TrapVarbind[]): string | undefined {
  const value = varbinds.find((varbind) => isIn(column, varbind))?.value;
  return value instanceof Uint8Array && value.length > 0 ? new TextDecoder().decode(value) : undefined;
}

function linkEvent(state: LinkEvent['state'], varbinds: readonly TrapVarbind[]): LinkEvent[] {
  const index = varbinds.find((varbind) => isIn(ifIndex, varbind))?.value;
  if (typeof index !== 'number') return [];
  return [{ kind: 'link', state, index, name: ifNames.map((name) => textIn(name, varbinds)).find(Boolean) ?? null }];
}

/**
 * What a trap says.
 * @param trap its OID: `snmpTrapOID`, or what RFC 3584 makes of a trap of version 1
 * @returns nothing for a trap that is about something else
 * @throws PACKET_MALFORMED
 */
export function readTrapEvents(trap: string, varbinds: readonly TrapVarbind[]): TrapEvent[] {
  const state = Object.hasOwn(linkStates, trap) ? linkStates[trap] : undefined;
  const macs = varbinds.flatMap((varbind) => {
    if (!isIn(macChanged, varbind) || !(varbind.value instanceof Uint8Array)) return [];
    return decodeMacNotification(varbind.value).map((entry): MacEvent => ({ kind: 'mac', ...entry }));
  });
  return [...macs, ...(state === undefined ? [] : linkEvent(state, varbinds))];
}
