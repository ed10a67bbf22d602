import { valueAsText } from './value-as-text.ts';
import { type Driver } from '../inventory/driver.ts';

/** An entity with what it contains, or with what contains it. */
export interface EntityTree {
  readonly name: string;
  readonly type: string;
  readonly driver: string;
  readonly attributes?: readonly string[];
  readonly children: readonly EntityTree[];
}

export interface TreeParams {
  /** Upwards: the containers instead of the contents. */
  readonly parents?: boolean | undefined;
  /** Attributes to show, as `key` or `key.subkey`; `ALL` is every visible one. */
  readonly attributes?: readonly string[] | undefined;
}

async function shownAttributes(thing: Driver, wanted: readonly string[]): Promise<string[]> {
  const found = await thing.attrs();
  return found
    .map((attribute) => ({
      attribute,
      path: [attribute.key, attribute.subkey].filter((part) => part !== null).join('.'),
    }))
    .filter(({ attribute, path }) => wanted.some((one) => one === 'ALL' || one === attribute.key || one === path))
    .map(({ attribute: { value }, path }) => `${path} = ${valueAsText(value)}`);
}

/** Everything below an entity, or above it, in the order of insertion. What stands in two places is shown in both. */
export async function entityTree(thing: Driver, params: TreeParams = {}): Promise<EntityTree> {
  const { parents = false, attributes = [] } = params;
  const next = await (parents ? thing.parents() : thing.contents());
  const children: EntityTree[] = [];
  for (const one of next) children.push(await entityTree(one, params));
  return {
    ...thing.toJSON(),
    ...(attributes.length > 0 ? { attributes: await shownAttributes(thing, attributes) } : {}),
    children,
  };
}
