import type { HostDescription } from '../../providers/ssh/host-description.ts';

/**
 * The keys of what a host says of its network. The attribute that means a card is `port-nic-eth` N `mac`, but observed at a port that
 * is what a switch has learned there, and not whose the port is.
 */
export const cardKey = 'nic';
export const addressKey = 'ip';

export const networkKeys: readonly string[] = [cardKey, addressKey];

/** What a host says of its network: the MAC address of the card at a port, or an address with the interface that has it. */
export interface NetworkFact {
  readonly key: string;
  /** The port; 0 for addresses. */
  readonly number: number;
  readonly subkey: 'mac' | 'ipstring';
  readonly value: string;
}

/** An address and the interface that has it, as one text, and back. */
export const placedAddress = (ip: string, name: string): string => `${ip} ${name}`;
export const readPlacedAddress = (text: string): [ip: string, name: string] => text.split(' ', 2) as [string, string];

/** @param ports which port each card is; one that is none is no fact */
export function networkFacts(
  { nics, addresses }: HostDescription,
  ports: ReadonlyMap<string, number>,
): readonly NetworkFact[] {
  return [
    ...nics.flatMap(({ name, mac }): NetworkFact[] => {
      const number = ports.get(name);
      return number === undefined ? [] : [{ key: cardKey, number, subkey: 'mac', value: mac }];
    }),
    ...addresses.map(({ ip, interface: name }): NetworkFact => {
      const value = placedAddress(ip, name);
      return { key: addressKey, number: 0, subkey: 'ipstring', value };
    }),
  ];
}
