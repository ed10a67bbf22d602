import { type ports } from '../../../api/ports.ts';
import { attributeDocument } from '../../../operations/documents/attribute-document.ts';
import { entityDocuments } from '../../../operations/documents/entity-documents.ts';
import { jsonValue } from '../../../operations/documents/json-value.ts';
import { findDevice } from '../../../operations/find-device.ts';
import { connectCable } from '../../../operations/ports/connect-cable.ts';
import { traceCable } from '../../../operations/ports/trace-cable.ts';
import { type HandlersOf } from '../handler.ts';

const portNumber = (text: string): number | string => (/^\d{1,9}$/.test(text) ? Number(text) : text);

export const portHandlers: HandlersOf<typeof ports> = {
  listPorts: async ({ inventory, version, params }) => {
    const [document] = await entityDocuments(inventory, [await inventory.getByName(params.entity)], { ports: {} });
    return { body: { items: document?.ports ?? [], version } };
  },
  traceCable: async ({ inventory, version, params: { entity, type, port } }) => {
    const device = await findDevice(inventory, entity);
    return { body: { items: await traceCable(device, type, portNumber(port)), version } };
  },
  disconnectPort: async ({ inventory, params: { entity, type, port } }) => {
    await (await findDevice(inventory, entity)).disconnectPort(type, portNumber(port));
    return {};
  },
  connectPort: async ({ inventory, params: { entity, type, port }, body }) => {
    const [device, other] = [await findDevice(inventory, entity), await findDevice(inventory, body.device)];
    await connectCable(device, { type, number: portNumber(port) }, other, { type, number: body.port });
    return {};
  },
  setPortAttribute: async ({ inventory, params: { entity, type, port, key }, body: { value } }) => {
    const device = await findDevice(inventory, entity);
    const set = await device.setPortAttr(type, portNumber(port), key, await jsonValue(inventory, value));
    return { body: attributeDocument(inventory.registry, set) };
  },
};
