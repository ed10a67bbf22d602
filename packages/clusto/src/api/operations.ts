import { type Endpoint } from './endpoint.ts';
import { allocating } from './operations/allocating.ts';
import { clouding } from './operations/clouding.ts';
import { comparing } from './operations/comparing.ts';
import { discovering } from './operations/discovering.ts';
import { explaining } from './operations/explaining.ts';
import { planning } from './operations/planning.ts';
import { powering } from './operations/powering.ts';
import { settling } from './operations/settling.ts';
import { virtual } from './operations/virtual.ts';

/** Every verb of the command line that is more than a change of one resource. */
export const operations = {
  ...allocating,
  ...planning,
  ...virtual,
  ...comparing,
  ...clouding,
  ...discovering,
  ...powering,
  ...explaining,
  ...settling,
} as const satisfies Readonly<Record<string, Endpoint>>;
