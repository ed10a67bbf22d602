/**
 * The key of the records of what was allocated: hidden attributes of the entity that stands for the database. The claim of
 * each makes the key of its request unique.
 */
export const recordKey = '_allocation';
