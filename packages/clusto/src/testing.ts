export { type Clock, fixedClock, type FixedClock } from './base/clock.ts';
export { checkDriver, type CheckDriverOptions } from './testing/check-driver.ts';
export { memoryInventory, type MemoryInventoryOptions } from './testing/memory-inventory.ts';
