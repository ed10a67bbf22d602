import type { Json } from '../../../base/values.ts';
import { Entity } from '../../../inventory/entity.ts';
import type { Driver, DriverAttribute } from '../../../inventory/driver.ts';

/** What a server has of its manager: an instance and the zone that it is in (behaviour spec section 14). */
export interface Ec2Resource {
  readonly placement: string;
  readonly instance_id: string;
}

/** The key of the attributes. */
export const ec2Key = 'ec2vmmanager';

/** The region of a zone: `eu-west-1` of `eu-west-1a`, and of the local zone `us-west-2-lax-1a` too. */
export function regionOf({ placement }: Ec2Resource): string {
  return /^([a-z]+(?:-[a-z]+)+-\d+)/.exec(placement)?.[1] ?? placement;
}

/** Whether a value is such a resource. */
export function isEc2Resource(value: unknown): value is Ec2Resource & Readonly<Record<string, Json>> {
  if (typeof value !== 'object' || value === null || value instanceof Entity) return false;
  const { placement, instance_id: id } = value as Readonly<Record<string, unknown>>;
  return typeof placement === 'string' && typeof id === 'string' && /^i-[0-9a-f]+$/.test(id);
}

/** The instance of a server, with the manager that launched it; undefined where there is none. */
export async function instanceOf(
  thing: Driver,
): Promise<
  { readonly resource: Ec2Resource; readonly attribute: DriverAttribute; readonly manager: Driver } | undefined
> {
  const attributes = await thing.attrs({ key: ec2Key, number: true });
  const attribute = attributes.find(({ subkey, value }) => subkey === null && isEc2Resource(value));
  const manager = attributes.find(({ subkey, number }) => subkey === 'manager' && number === attribute?.number)?.value;
  if (attribute === undefined || !(manager instanceof Entity)) return undefined;
  const { placement, instance_id } = attribute.value as unknown as Ec2Resource;
  return { resource: { placement, instance_id }, attribute, manager };
}
