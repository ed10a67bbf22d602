import { failure } from '../../base/errors.ts';
import { type Device } from '../../drivers/devices/device.ts';
import { BasicRack } from '../../drivers/locations/basic-rack.ts';
import { type Clusto } from '../clusto.ts';
import { lowestFreeUnits } from './lowest-free-units.ts';

export interface MountParams {
  readonly device: Device;
  /** The name of the rack. */
  readonly rack: string;
  /** The lowest unit; left out, the lowest place where the device fits. */
  readonly unit?: number | undefined;
  /** How many units it takes. Default: what its class says, else 1. */
  readonly height?: number | undefined;
  /** Whether it may come from another place in a rack. */
  readonly isMove?: boolean | undefined;
}

const heightOf = (device: Device): number =>
  (device.constructor as unknown as { readonly rackUnits?: number }).rackUnits ?? 1;

/** The lowest units that are free, as many. @throws RACK_FULL */
async function lowestFit(rack: BasicRack, height: number): Promise<number[]> {
  const { minu, maxu } = await rack.getProperties();
  const taken = new Set((await rack.inventory.reader.members(rack.id)).map(({ number }) => number));
  const units = lowestFreeUnits(taken, { lowest: minu ?? 1, highest: maxu ?? Infinity }, height);
  if (units === undefined) throw failure('RACK_FULL', { rack, height });
  return units;
}

/**
 * Mounts a device in a rack, or moves it there, as one version.
 * @returns the units, ascending
 * @throws RACK_FULL, NOT_A_MEMBER when there is nothing to move, and what `BasicRack.insert` throws
 */
export function mountDevice(inventory: Clusto, params: MountParams): Promise<number[]> {
  const { device, unit, isMove = false, height = heightOf(device) } = params;
  return inventory.transaction(async () => {
    const rack = await inventory.getByName(params.rack, BasicRack);
    const place = await BasicRack.getRackAndU(device);
    if (isMove) {
      if (place === null) throw failure('NOT_A_MEMBER', { thing: device, container: 'any rack' });
      await place.rack.remove(device);
    }
    const units =
      unit === undefined ? await lowestFit(rack, height) : Array.from({ length: height }, (_, index) => unit + index);
    await rack.insert(device, units);
    return units;
  });
}
