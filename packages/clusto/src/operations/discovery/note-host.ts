import type { Driver } from '../../inventory/driver.ts';
import type { HostDescription } from '../../providers/ssh/host-description.ts';
import type { Clusto } from '../clusto.ts';
import type { Observation } from './found-drift.ts';
import { factsOfHost, hardwareKeys, hasOneSlot } from './hardware-fact.ts';
import { addressKey, networkFacts, networkKeys } from './network-fact.ts';

type Fact = Pick<Observation, 'key' | 'number' | 'subkey' | 'value'>;

/** Who says so, of what was asked over SSH. */
const sourceOf = (address: string): string => `ssh ${address}`;

/** What there is one value of at a time; of addresses each is for itself. */
const slotOf = ({ key, number, subkey, value }: Fact): string =>
  `${key} ${number} ${subkey}${key === addressKey ? ` ${value}` : ''}`;

/**
 * Notes what a host says of its hardware and its network beside what is meant, and that what it said before and says no more is gone.
 * It makes no version.
 * @param ports which port each card is
 */
export async function noteHost(
  inventory: Clusto,
  thing: Driver,
  address: string,
  host: HostDescription,
  ports: ReadonlyMap<string, number>,
): Promise<void> {
  const hardware = factsOfHost(host);
  const facts: readonly Fact[] = [
    ...hardware.map((fact) => ({ ...fact, number: fact.number ?? 0, value: String(fact.value) })),
    ...networkFacts(host, ports),
  ];
  const slots = new Set(facts.map(slotOf));
  // of kinds that could not be read, nothing is known to be gone
  const keys = new Set([...hardware.map(({ key }) => key).filter((key) => !hasOneSlot(key)), ...networkKeys]);
  const before = (await inventory.reader.observations.current([thing.id])).filter(({ key }) =>
    [...hardwareKeys, ...networkKeys].includes(key),
  );
  const ended = before.filter((one) => keys.has(one.key) && !slots.has(slotOf(one)));
  const observed = facts.map(({ key, number, subkey, value }) => {
    const ends = key === addressKey ? ('elsewhere' as const) : ('one' as const);
    return { entity: thing.id, key, number, subkey, value, ends };
  });
  await inventory.write((writer) =>
    writer.observations.note(observed, ended, sourceOf(address), inventory.clock.now().getTime()),
  );
}
