import { type Parameters, visible } from './attribute-condition.ts';
import type { Dialect } from './dialect.ts';
import { type AttributeRow, type EntityRow, relatedEntity } from './rows.ts';

/** Which shares to read; what is left out does not restrict. */
export interface ShareCondition {
  readonly space: string;
  readonly owner?: number;
  readonly manager?: number;
  /** Subkeys of the integers that stand beside the resource. */
  readonly amounts: readonly string[];
  /** The subkey of another entity that the allocation bears on. */
  readonly other: string;
}

/** An allocation whose resource is an entity, its bearer, of which the owner has a share. */
export interface ShareRow {
  /** The attribute that carries the resource. */
  readonly id: number;
  readonly number: number;
  readonly owner: EntityRow;
  readonly bearer: EntityRow;
  readonly manager: EntityRow;
  readonly other: EntityRow | null;
  /** In the order that was asked for; 0 where there is none. */
  readonly amounts: readonly number[];
}

const parties = ['owner', 'bearer', 'manager'] as const;
type Party = (typeof parties)[number];

/** A row of the statement: `owner_id`, `owner_name`, …, `amount_0`, …. */
export type FlatShareRow = Pick<AttributeRow, 'id' | 'relation' | 'related'> & { readonly number: number } & Readonly<
    Record<`${Party}_id`, number> &
      Record<`amount_${number}`, number | null> &
      Record<`${Party}_${'name' | 'type' | 'driver'}`, string>
  >;

/** The statement for the shares that are meant. `relation` is the other entity. */
export function shareQuery(condition: ShareCondition, parameters: Parameters, dialect: Dialect): string {
  const { space, owner, manager, amounts, other } = condition;
  const columns = parties.map(
    (party) =>
      `${party}.entity_id as ${party}_id, ${party}.name as ${party}_name, ${party}.type as ${party}_type, ${party}.driver as ${party}_driver`,
  );
  const beside = (subkey: string): string => `x.entity_id = al.entity_id and x.key = av.key and x.number = av.number
    and ${dialect.unindexed('x.subkey')} = ${parameters.add(subkey)} and ${visible('x')}`;
  const sums = amounts.map(
    (subkey, index) => `(select x.int_value from attributes x where ${beside(subkey)}) as amount_${index}`,
  );
  const joins = `join attributes av on av.id = al.attribute_id
    join entity_states owner on owner.entity_id = al.entity_id and ${visible('owner')}
    join entity_states bearer on bearer.entity_id = av.relation_id and ${visible('bearer')}
    join entity_states manager on manager.entity_id = al.manager_id and ${visible('manager')}
    left join attributes x on ${beside(other)}`;
  const terms = [visible('al'), `al.space = ${parameters.add(space)}`];
  if (owner !== undefined) terms.push(`al.entity_id = ${parameters.add(owner)}`);
  if (manager !== undefined) terms.push(`al.manager_id = ${parameters.add(manager)}`);
  return `select al.attribute_id as id, av.number, ${[...columns, ...sums].join(', ')}, x.relation_id as relation,
      (select r.type || '/' || r.driver || '/' || r.name from entity_states r
        where r.entity_id = x.relation_id and ${visible('r')}) as related
    from allocations al ${joins} where ${terms.join(' and ')}`;
}

/** The rows of the statement as shares, oldest first. */
export function sharesFromRows(rows: readonly FlatShareRow[], { amounts }: ShareCondition): ShareRow[] {
  const columns = amounts.map((_, index) => `amount_${index}` as const);
  // sorted here, where they come in order already, or nearly
  return rows
    .toSorted((one, other) => one.id - other.id)
    .map((row) => ({
      id: row.id,
      number: row.number,
      owner: { id: row.owner_id, name: row.owner_name, type: row.owner_type, driver: row.owner_driver },
      bearer: { id: row.bearer_id, name: row.bearer_name, type: row.bearer_type, driver: row.bearer_driver },
      manager: { id: row.manager_id, name: row.manager_name, type: row.manager_type, driver: row.manager_driver },
      other: row.relation === null ? null : relatedEntity(row),
      amounts: columns.map((column) => row[column] ?? 0),
    }));
}
