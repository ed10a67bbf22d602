import { type Clusto } from '../clusto.ts';

/** The time of which an inventory is: of an older one when its version was written, in milliseconds since 1970. */
export async function timeOf(inventory: Clusto): Promise<number> {
  const version = inventory.isPast ? await inventory.reader.latestVersion() : undefined;
  return version?.time ?? inventory.clock.now().getTime();
}
