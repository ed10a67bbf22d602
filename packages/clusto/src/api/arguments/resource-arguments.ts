import { Type } from 'typebox';
import { count, entities, fields, maybe, optional, takes, term, text, texts } from './told.ts';

const kind = Type.Enum(['name', 'number']);
const resources = fields({ kind, manager: text, terms: Type.Array(term), resource: optional(text) });
const giving = fields({ quarantine: optional(text) });
const size = Type.Number();

/** Of the operations on names, numbers, and servers with all that they need. */
export const resourceArguments = {
  allocateResources: takes(resources),
  releaseResources: takes(resources),
  nextResource: takes(kind, text),
  describeResource: takes(kind, text),
  listManagers: takes(kind, maybe(entities)),
  createNamed: takes(fields({ manager: text, driver: text, count: optional(count) })),
  allocate: takes(
    fields({
      count: optional(count),
      driver: optional(text),
      names: optional(text),
      from: optional(text),
      parent: optional(text),
      query: optional(text),
      memory: optional(size),
      cores: optional(size),
      disk: optional(size),
      spindles: optional(size),
      racks: optional(texts),
      placement: optional(Type.Enum(['same-rack', 'spread'])),
      units: optional(count),
      switchPorts: optional(texts),
      outlets: optional(texts),
      subnets: optional(texts),
      pools: optional(texts),
      attributes: optional(texts),
      key: optional(text),
      hold: optional(text),
    }),
  ),
  deallocate: takes(entities, giving),
  listHolds: takes(),
  confirmHold: takes(text),
  endHold: takes(text, giving),
} as const;
