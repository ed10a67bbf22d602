import { Driver } from './driver.ts';
import { integer, type PropertyValues } from './property.ts';

/** The one entity that stands for the database as a whole; it carries counters that belong to no other. */
export class ClustoMeta extends Driver {
  static override readonly driverName: string = 'clustometa';
  static override readonly type: string = 'clustometa';
  static override readonly properties = { schemaversion: integer('The number of the newest schema migration.') };
  declare readonly propertyTypes: PropertyValues<typeof ClustoMeta.properties>;
}

/** Its name, as in the original. */
export const metaName = 'clustometa';
