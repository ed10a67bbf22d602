import { Type } from 'typebox';
import { count, entities, entity, fields, flag, maybe, optional, takes, term, text, texts } from './told.ts';

const port = fields({ type: text, number: Type.Union([text, count]) });

/** Of the operations on racks, ports, cables and addresses. */
export const deviceArguments = {
  findRack: takes(text),
  describeRack: takes(term),
  mountDevice: takes(
    term,
    fields({ rack: text, unit: optional(count), height: optional(count), isMove: optional(flag) }),
  ),
  removeFromRack: takes(text, entities),
  connectCable: takes(text, port, text, port),
  disconnectPort: takes(text, port),
  listPorts: takes(term),
  traceCable: takes(term, port),
  allocateAddress: takes(
    fields({
      term: entity,
      ip: optional(text),
      subnet: optional(text),
      osPort: optional(text),
      port: optional(port),
      force: optional(flag),
    }),
  ),
  bindAddress: takes(text, text, text, maybe(port)),
  addressesOf: takes(term),
  releaseAddresses: takes(term, texts, fields({ quarantine: optional(text) })),
  describeAddresses: takes(texts, entities),
  nextAddress: takes(text),
  listSubnets: takes(maybe(entities)),
} as const;
