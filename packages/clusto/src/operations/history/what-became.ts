import type { Session } from '../../inventory/session.ts';

/**
 * What became of the entity that had a name, as a part of a sentence: for who looks for it under that one.
 * @returns undefined where none ever had it, or several did
 */
export async function whatBecame(inventory: Session, name: string): Promise<string | undefined> {
  const { changes } = inventory.reader;
  const [id, ...others] = new Set((await changes.named(name)).map(({ entity }) => entity));
  if (id === undefined || others.length > 0) return undefined;
  const states = await changes.states([id]);
  const last = states.at(-1);
  if (last === undefined) return undefined;
  if (last.to <= (await inventory.version())) return `it was deleted in version ${last.to}`;
  const before = states.findLast((state) => state.name !== last.name);
  return `it is called ${last.name} since version ${before?.to}`;
}
