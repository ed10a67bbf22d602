import { SimpleEntityNameManager } from '../../drivers/resources/simple-entity-name-manager.ts';
import { type Clusto } from '../clusto.ts';
import { type EntityTerm, findEntity } from '../find-entity.ts';
import { failure } from '../../base/errors.ts';
import { managerClasses, type ResourceKind } from './resource-kind.ts';

/** A manager with what it hands out. */
export interface ManagerDescription {
  readonly name: string;
  readonly driver: string;
  /** How many resources it has given out; null where it does not count, since it names what it creates. */
  readonly used: number | null;
  /** As its driver declares them. */
  readonly properties: Readonly<Record<string, unknown>>;
}

/** The managers of a kind by name; all unless told. @throws ENTITY_NOT_FOUND, ENTITY_AMBIGUOUS, ENTITY_WRONG_DRIVER */
export async function listManagers(
  inventory: Clusto,
  kind: ResourceKind,
  terms?: readonly EntityTerm[],
): Promise<ManagerDescription[]> {
  const base = managerClasses[kind];
  const things =
    terms === undefined
      ? await inventory.getEntities({ clustoDrivers: inventory.driverNamesOf(base) })
      : await Promise.all(terms.map((term) => findEntity(inventory, term)));
  const counts = await inventory.reader.allocationCounts(base.attrName);
  const managers = things.map((thing) => {
    if (thing instanceof base) return thing;
    throw failure('ENTITY_WRONG_DRIVER', { thing, expected: base });
  });
  const described = managers.map(async (manager) => ({
    name: manager.name,
    driver: manager.driver,
    used: manager instanceof SimpleEntityNameManager ? null : (counts.get(manager.id) ?? 0),
    properties: await manager.getProperties(),
  }));
  return (await Promise.all(described)).sort((one, other) => (one.name < other.name ? -1 : 1));
}
