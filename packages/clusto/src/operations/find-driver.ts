import { type DriverClass } from '../inventory/driver.ts';
import { type Session } from '../inventory/session.ts';

/** A driver class by its driver name (`penguinserver`) or the name of the class (`PenguinServer`). @throws DRIVER_UNKNOWN */
export function findDriver(inventory: Session, name: string): DriverClass {
  const { drivers } = inventory.registry;
  const isNamed = drivers.some(({ driverName }) => driverName === name);
  return (isNamed ? undefined : drivers.find((driver) => driver.name === name)) ?? inventory.driverClass(name);
}
