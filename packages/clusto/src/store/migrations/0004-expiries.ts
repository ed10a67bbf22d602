import type { Migration } from './migration.ts';
import { open } from '../rows.ts';

/**
 * What is allocated until a time is found by that time, so that what has expired is seen by one look-up. The index holds
 * only what is live and has such an end.
 */
const statements: Migration['statements'] = () => [
  `create index if not exists attributes_until on attributes (int_value) where managed = 1 and subkey = 'until' and datatype = 'datetime' and to_version = ${open}`,
];

export const expiries: Migration = { number: 4, name: 'expiries', statements };
