import { ec2Key } from '../drivers/machines/ec2/ec2-resource.ts';
import { type Driver } from '../inventory/driver.ts';
import { type Clusto } from './clusto.ts';

/** Which server an instance is of, by its id; one read for all. */
export async function knownInstances(inventory: Clusto): Promise<Map<string, Driver>> {
  const rows = await inventory.reader.ownedAttributes({ key: ec2Key, subkey: 'instance_id', hidden: true });
  return new Map(
    rows.map((row) => [
      row.string ?? '',
      inventory.wrap({ id: row.entity, name: row.owner_name, type: row.owner_type, driver: row.owner_driver }),
    ]),
  );
}
