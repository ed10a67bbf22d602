import { type attributes } from '../../../api/attributes.ts';
import { attributeDocument } from '../../../operations/documents/attribute-document.ts';
import { attributeTerm, findAttribute } from '../../../operations/documents/find-attribute.ts';
import { jsonValue } from '../../../operations/documents/json-value.ts';
import { type HandlersOf } from '../handler.ts';

export const attributeHandlers: HandlersOf<typeof attributes> = {
  listAttributes: async ({ inventory, version, params, query: { merge = false, at: _at, ...filter } }) => {
    const thing = await inventory.getByName(params.entity);
    const found = await thing.attrs({ ...filter, mergeContainerAttrs: merge, sortByKeys: !merge });
    const items = found.map((one) => ({ ...attributeDocument(inventory.registry, one), of: one.entity.name }));
    return { body: { items, version } };
  },
  getAttribute: async ({ inventory, params, query: { number, merge } }) => {
    const thing = await inventory.getByName(params.entity);
    const found = await findAttribute(thing, attributeTerm(params.attribute, number), merge);
    const body = { ...attributeDocument(inventory.registry, found), of: found.entity.name };
    return { body, entity: thing, isWide: true };
  },
  addAttribute: async ({ inventory, params, body: { value, datatype, ...name } }) => {
    const thing = await inventory.getByName(params.entity);
    const added = await thing.addAttr({ ...name, value: await jsonValue(inventory, value, datatype) });
    return { body: attributeDocument(inventory.registry, added), entity: thing };
  },
  setAttribute: async ({ inventory, params, query: { number }, body: { value, datatype }, requireState }) => {
    const thing = await inventory.getByName(params.entity);
    await requireState(thing);
    const term = attributeTerm(params.attribute, number);
    const set = await thing.setAttr({ ...term, value: await jsonValue(inventory, value, datatype) });
    return { body: attributeDocument(inventory.registry, set), entity: thing };
  },
  deleteAttribute: async ({ inventory, params, query: { number }, requireState }) => {
    const thing = await inventory.getByName(params.entity);
    await requireState(thing);
    const { key, subkey, number: found } = await findAttribute(thing, attributeTerm(params.attribute, number));
    await thing.delAttrs({ key, subkey, number: found });
    return { entity: thing };
  },
};
