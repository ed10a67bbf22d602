import { type Clusto } from '../clusto.ts';

export interface ListAllocationsParams {
  /** Only what this entity has; its name. */
  readonly entity?: string | undefined;
  /** Only what this manager gave; its name. */
  readonly manager?: string | undefined;
  readonly limit: number;
}

/** What an entity was given. */
export interface AllocationEntry {
  readonly entity: string;
  readonly manager: string;
  /** The attribute that carries it. */
  readonly key: string;
  readonly number: number | null;
  /** As people read it: an address, a name, a number. */
  readonly resource: string;
}

/** Who was given what by which manager, oldest first; in as many statements whatever there is. @throws ENTITY_NOT_FOUND */
export async function listAllocations(
  inventory: Clusto,
  { entity, manager, limit }: ListAllocationsParams,
): Promise<AllocationEntry[]> {
  const rows = await inventory.reader.allocations({
    ...(entity === undefined ? {} : { entity: (await inventory.getByName(entity)).id }),
    ...(manager === undefined ? {} : { manager: (await inventory.getByName(manager)).id }),
    limit,
  });
  const entities = [...new Set(rows.map((row) => row.entity))];
  const keys = [...new Set(rows.map(({ key }) => key))];
  const values = rows.length === 0 ? [] : await inventory.reader.attributes({ entities, keys });
  const carriers = new Set(rows.map(({ id }) => id));
  const shown = new Map(
    values
      .filter(({ id, subkey }) => subkey === 'ipstring' || carriers.has(id))
      .map((value) => [`${value.entity}/${value.key}/${value.number}`, value.string ?? String(value.int)]),
  );
  return rows.map((row) => ({
    entity: row.owner_name,
    manager: row.manager_name,
    key: row.key,
    number: row.number,
    resource: shown.get(`${row.entity}/${row.key}/${row.number}`) ?? '',
  }));
}
