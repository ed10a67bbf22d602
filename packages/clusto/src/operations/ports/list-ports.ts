import { type Device } from '../../drivers/devices/device.ts';
import { type PortDocument } from '../documents/port-documents.ts';
import { valueAsText } from '../value-as-text.ts';

/** A port of a device, with its cable. */
export interface PortRow extends PortDocument {
  readonly device: string;
}

/** The ports of a device in the order of type and number. */
export async function listPorts(device: Device): Promise<PortRow[]> {
  const attributes = await device.attrs({ key: 'port-*', glob: true, number: true });
  const tuples = await device.portInfoTuples();
  return tuples.map(([type, number, connection, toNumber]) => ({
    device: device.name,
    type,
    number,
    name: device.portName(type, number),
    to: connection?.name ?? null,
    toNumber,
    attributes: Object.fromEntries(
      attributes
        .filter((one) => one.key === `port-${type}` && one.number === number)
        .filter(({ subkey }) => subkey !== 'connection' && subkey !== 'otherportnum')
        .map(({ subkey, value }) => [subkey ?? '', valueAsText(value)]),
    ),
  }));
}
