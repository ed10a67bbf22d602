import { type Driver } from '../../inventory/driver.ts';
import { type Session } from '../../inventory/session.ts';

/** The version that last changed a thing, what it is in, or what is in it. @param version none after it counts */
export async function lastChange(inventory: Session, { id }: Driver, version?: number): Promise<number> {
  const [last] = await inventory.committed(version).changes.versions({ entities: [id], limit: 1 });
  return last?.number ?? 0;
}
