import { type Registry } from '../../inventory/registry.ts';
import { type EntityNames } from './entity-names.ts';

/** Between which versions things are compared, with what is needed to name them. */
export interface Comparison {
  readonly before: number;
  readonly after: number;
  readonly names: EntityNames;
  readonly registry: Registry;
}
