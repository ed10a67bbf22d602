import { type Parameters, visible } from './attribute-condition.ts';

/** Which allocations to read; what is left out does not restrict. */
export interface AllocationCondition {
  readonly entity?: number;
  readonly manager?: number;
  readonly space?: string;
  readonly resource?: Buffer;
  /** Any of these resources. */
  readonly resources?: readonly Buffer[];
  /** Below the first, or above the second. */
  readonly outside?: readonly [low: Buffer, high: Buffer];
  readonly limit?: number;
}

/** An allocation: which attribute of whom, and the manager that gave it. */
export interface AllocationRow {
  /** The attribute that carries the resource. */
  readonly id: number;
  readonly entity: number;
  readonly manager: number;
  readonly resource: Buffer;
  readonly key: string;
  readonly number: number;
  readonly owner_name: string;
  readonly owner_type: string;
  readonly owner_driver: string;
  readonly manager_name: string;
  readonly manager_type: string;
  readonly manager_driver: string;
}

/** The statement for the allocations that are meant, oldest first. */
export function allocationQuery(condition: AllocationCondition, parameters: Parameters): string {
  const { entity, manager, space, resource, resources, outside, limit } = condition;
  const terms = [visible('al')];
  if (entity !== undefined) terms.push(`al.entity_id = ${parameters.add(entity)}`);
  if (manager !== undefined) terms.push(`al.manager_id = ${parameters.add(manager)}`);
  if (space !== undefined) terms.push(`al.space = ${parameters.add(space)}`);
  if (resource !== undefined) terms.push(`al.resource = ${parameters.add(resource)}`);
  // a parameter for each: neither database takes a list of bytes that its index serves
  if (resources !== undefined) terms.push(`al.resource in (${resources.map((one) => parameters.add(one)).join(', ')})`);
  if (outside !== undefined)
    terms.push(`(al.resource < ${parameters.add(outside[0])} or al.resource > ${parameters.add(outside[1])})`);
  return `select al.attribute_id as id, al.entity_id as entity, al.manager_id as manager, al.resource, av.key, av.number,
      o.name as owner_name, o.type as owner_type, o.driver as owner_driver,
      m.name as manager_name, m.type as manager_type, m.driver as manager_driver
    from allocations al join attributes av on av.id = al.attribute_id
    join entity_states o on o.entity_id = al.entity_id and ${visible('o')}
    join entity_states m on m.entity_id = al.manager_id and ${visible('m')}
    where ${terms.join(' and ')} order by al.attribute_id${limit === undefined ? '' : ` limit ${Math.trunc(limit)}`}`;
}
