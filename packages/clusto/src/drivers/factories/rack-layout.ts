import type { AttributeValue, DriverClass } from '../../inventory/driver.ts';
import type { PortNumber } from '../devices/ported.ts';

/** The port of a device of the rack, which the layout knows by its suffix: `['sw1', 44]`. */
export type LayoutPort = readonly [device: string, port: PortNumber];

/** A device that every rack of a layout has. Its name is that of the rack, a minus, and its key in the layout. */
export interface LayoutDevice {
  readonly driver: DriverClass;
  readonly units: number | readonly number[];
}

/** A cable between two devices of the layout. */
export interface LayoutCable {
  readonly type: string;
  readonly from: LayoutPort;
  readonly to: LayoutPort;
}

/** A cable from a server to a device of the layout. */
export interface ServerCable {
  readonly type: string;
  /** The port of the server. */
  readonly port: PortNumber;
  readonly to: LayoutPort;
}

/** Where the server of a switch port stands, how it is cabled, and what it is. */
export interface ServerPosition {
  readonly units: number | readonly number[];
  readonly cables: readonly ServerCable[];
  /** Default: PenguinServer. */
  readonly driver?: DriverClass;
}

/** How racks of one kind are built (behaviour spec section 16): data, from which a rack factory works. */
export interface RackLayout {
  /** By suffix: `sw1`, `ts1`, `pwr1`. */
  readonly devices: Readonly<Record<string, LayoutDevice>>;
  readonly cables: readonly LayoutCable[];
  /** By switch port. */
  readonly positions: Readonly<Record<number, ServerPosition>>;
}

/** The name of a layout as the attribute of a rack says it: text, or a number as an inventory of old has it. */
export function layoutName(value: AttributeValue | undefined): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}
