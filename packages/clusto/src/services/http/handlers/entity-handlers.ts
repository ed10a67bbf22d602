import { type entities } from '../../../api/entities.ts';
import { createEntity } from '../../../operations/create-entity.ts';
import { entityDocuments } from '../../../operations/documents/entity-documents.ts';
import { type Expansion, readExpansion } from '../../../operations/documents/expansion.ts';
import { pageEntities } from '../../../operations/documents/page-entities.ts';
import { findDriver } from '../../../operations/find-driver.ts';
import { type Clusto } from '../../../operations/clusto.ts';
import { type Answer, type HandlersOf, type Thing } from '../handler.ts';

interface Shown {
  readonly expand?: readonly string[];
  readonly fields?: readonly string[];
}

const expansionOf = ({ expand = [], fields = [] }: Shown): Expansion => readExpansion([...expand, ...fields]);

/** Entities with the fields that are asked for. */
export async function shownEntities(inventory: Clusto, things: readonly Thing[], shown: Shown): Promise<object[]> {
  const documents = await entityDocuments(inventory, things, expansionOf(shown));
  const { fields } = shown;
  if (fields === undefined) return documents;
  return documents.map((document) =>
    Object.fromEntries(Object.entries(document).filter(([name]) => fields.includes(name))),
  );
}

/** An answer that shows one entity. */
export async function entityAnswer(inventory: Clusto, entity: Thing, shown: Shown): Promise<Answer<object>> {
  const [body = {}] = await shownEntities(inventory, [entity], shown);
  return { body, entity, isWide: Object.keys(expansionOf(shown)).length > 0 };
}

export const entityHandlers: HandlersOf<typeof entities> = {
  listEntities: async ({ inventory, version, query, after, cursorFor }) => {
    const { limit = 100 } = query;
    const { things, next, ...total } = await pageEntities(inventory, { ...query, after, limit });
    const items = await shownEntities(inventory, things, query);
    return { body: { items, next: cursorFor(next), version, ...total } };
  },
  getEntity: async ({ inventory, params, query }) =>
    entityAnswer(inventory, await inventory.getByName(params.entity), query),
  createEntity: async ({ inventory, query, body }) =>
    entityAnswer(inventory, await createEntity(inventory, body), query),
  changeEntity: async ({ inventory, params, query, body: { name, driver }, requireState }) => {
    const thing = await inventory.getByName(params.entity);
    await requireState(thing);
    const changed = driver === undefined ? thing : await inventory.changeDriver(thing, findDriver(inventory, driver));
    if (name !== undefined) await changed.rename(name);
    return entityAnswer(inventory, changed, query);
  },
  deleteEntity: async ({ inventory, params, requireState }) => {
    const thing = await inventory.getByName(params.entity);
    await requireState(thing);
    await thing.delete();
    return {};
  },
};
