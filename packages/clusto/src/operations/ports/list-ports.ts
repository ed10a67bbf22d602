import { type Device } from '../../drivers/devices/device.ts';
import { valueAsText } from '../value-as-text.ts';

/** A port with its cable. */
export interface PortRow {
  readonly device: string;
  readonly type: string;
  readonly number: number;
  /** What the device calls it; the number where it has no other name. */
  readonly name: string;
  readonly to: string | null;
  readonly toNumber: number | null;
  /** What is noted at the port, such as its `mac`. */
  readonly attributes: Readonly<Record<string, string>>;
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
