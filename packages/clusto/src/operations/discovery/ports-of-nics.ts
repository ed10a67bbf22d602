import type { AttributeValue } from '../../inventory/driver.ts';
import type { HostNic } from '../../providers/ssh/host-description.ts';

/** What is noted at a port. */
interface PortNote {
  readonly number: number | null;
  readonly subkey: string | null;
  readonly value: AttributeValue;
}

/**
 * Which port each card is: the one that has its MAC address or its name, `eth0` is 1 and so on, and the others take the
 * lowest ports of which nothing is known. A card for which there is no port is left out.
 */
export function portsOfNics(
  nics: readonly HostNic[],
  notes: readonly PortNote[],
  count: number,
): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  const isFree = (port: number): boolean => port >= 1 && port <= count && ![...found.values()].includes(port);
  const noted = (subkey: string, value: string): number | null =>
    notes.find((note) => note.subkey === subkey && note.value === value)?.number ?? null;
  const hasAddress = (port: number): boolean => notes.some(({ number, subkey }) => number === port && subkey === 'mac');
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  const ways: readonly ((nic: HostNic) => number | null)[] = [
    ({ mac }) => noted('mac', mac),
    ({ name }) => noted('osportname', name),
    ({ name }) => (/^eth\d{1,3}$/.test(name) ? Number(name.slice(3)) + 1 : null),
    () => numbers.find((port) => isFree(port) && !hasAddress(port)) ?? null,
  ];
  for (const way of ways)
    for (const nic of nics) {
      const port = found.has(nic.name) ? null : way(nic);
      if (port !== null && isFree(port)) found.set(nic.name, port);
    }
  return found;
}
