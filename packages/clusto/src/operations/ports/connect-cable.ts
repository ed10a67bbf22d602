import { failure } from '../../base/errors.ts';
import { type Device } from '../../drivers/devices/device.ts';
import { type PortReference } from './port-reference.ts';

/** Puts a cable between two ports, which have to be of one type. @throws USAGE, and what `connectPorts` throws */
export async function connectCable(
  device: Device,
  { type, number }: PortReference,
  other: Device,
  far: PortReference,
): Promise<void> {
  if (type !== far.type)
    throw failure('USAGE', { reason: `A cable has the same type at both ends, not ${type} and ${far.type}.` });
  await device.connectPorts(type, number, other, far.number);
}
