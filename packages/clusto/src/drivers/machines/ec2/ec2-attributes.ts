import { failure } from '../../../base/errors.ts';
import { Entity } from '../../../inventory/entity.ts';
import type { AttributeValue, Driver } from '../../../inventory/driver.ts';

/** What the attributes of the key `aws` say of a server, its own and those of its containers (behaviour spec section 14). */
export interface Ec2Attributes {
  readonly region: string;
  readonly type: string | undefined;
  readonly image: string | undefined;
  readonly placement: string | undefined;
  readonly keyName: string | undefined;
  readonly securityGroups: readonly string[];
  readonly subnet: string | undefined;
  readonly userData: string | undefined;
  readonly mayTerminate: boolean;
  /** Dollars per hour, where the price table is not to be asked. */
  readonly price: number | undefined;
  /** By name: the attribute `ec2_tag_NAME`. */
  readonly tags: Readonly<Record<string, string>>;
}

const key = 'aws';
const tagPrefix = 'ec2_tag_';
const defaultRegion = 'us-east-1';
const no = new Set(['false', '0', 'no', 'off']);

function asText(value: AttributeValue): string {
  if (value instanceof Entity) return value.name;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** A price as it was written. @throws EC2_ATTRIBUTE_INVALID */
function readPrice(thing: Driver, value: unknown): number | undefined {
  if (value === undefined) return undefined;
  const price = Number(value);
  if (Number.isFinite(price) && price >= 0) return price;
  throw failure('EC2_ATTRIBUTE_INVALID', {
    thing,
    attribute: 'ec2_price',
    reason: 'it is to be dollars per hour, a number from 0',
  });
}

/** The nearest value of each subkey counts; of security groups and tags all do. @throws EC2_ATTRIBUTE_INVALID */
export async function readEc2Attributes(thing: Driver): Promise<Ec2Attributes> {
  const attributes = await thing.attrs({ key, mergeContainerAttrs: true, sortByKeys: false });
  const all = (subkey: string): string[] =>
    attributes.filter((one) => one.subkey === subkey).map(({ value }) => asText(value));
  const nearest = (subkey: string): string | undefined => all(subkey)[0];
  const tags = attributes
    .filter(({ subkey }) => subkey?.startsWith(tagPrefix) === true)
    .toReversed()
    .map(({ subkey, value }) => [subkey?.slice(tagPrefix.length) as string, asText(value)] as const);
  return {
    region: nearest('ec2_region') ?? defaultRegion,
    type: nearest('ec2_instance_type'),
    image: nearest('ec2_ami'),
    placement: nearest('ec2_placement'),
    keyName: nearest('ec2_key_name'),
    securityGroups: [...new Set(all('ec2_security_group'))],
    subnet: nearest('ec2_subnet'),
    userData: nearest('ec2_user_data'),
    mayTerminate: !no.has((nearest('ec2_allow_termination') ?? 'true').toLowerCase()),
    price: readPrice(thing, nearest('ec2_price')),
    tags: Object.fromEntries(tags),
  };
}
