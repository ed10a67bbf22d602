import { fields, takes } from './told.ts';

/** Of the operations that look after the database. */
export const upkeepArguments = {
  checkInventory: takes(fields({})),
  mendInventory: takes(fields({})),
} as const;
