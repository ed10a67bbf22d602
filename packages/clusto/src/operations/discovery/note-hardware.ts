import type { Driver } from '../../inventory/driver.ts';
import type { Clusto } from '../clusto.ts';
import { factName, hardwareKeys, type HardwareFact, hasOneSlot } from './hardware-fact.ts';

/** Who says so, of what was asked over SSH. */
const sourceOf = (address: string): string => `ssh ${address}`;

/**
 * Notes what a host says of its hardware beside what is meant, and that what it said before and says no more is gone. It
 * makes no version.
 */
export async function noteHardware(
  inventory: Clusto,
  thing: Driver,
  address: string,
  facts: readonly HardwareFact[],
): Promise<void> {
  const names = new Set(facts.map(factName));
  // of kinds that could not be read, nothing is known to be gone
  const keys = new Set(facts.map(({ key }) => key));
  const before = (await inventory.reader.observations.current([thing.id])).filter(({ key }) =>
    hardwareKeys.includes(key),
  );
  const ended = before.filter((one) => keys.has(one.key) && !hasOneSlot(one.key) && !names.has(factName(one)));
  const observed = facts.map(({ key, number, subkey, value }) => ({
    entity: thing.id,
    key,
    number: number ?? 0,
    subkey,
    value: String(value),
    ends: 'one' as const,
  }));
  await inventory.write((writer) =>
    writer.observations.note(observed, ended, sourceOf(address), inventory.clock.now().getTime()),
  );
}
