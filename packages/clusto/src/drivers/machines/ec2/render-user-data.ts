import { failure } from '../../../base/errors.ts';
import type { Json } from '../../../base/values.ts';
import { Entity } from '../../../inventory/entity.ts';
import type { Driver } from '../../../inventory/driver.ts';

/** EC2 takes no more, before it is encoded. */
const mostBytes = 16 * 1024;
/** A template that loops for ever is stopped; in milliseconds. */
const longest = 1000;
/** Texts and lists that a template may make, in characters and items. */
const mostMemory = 1_000_000;

/** What a template sees as `clusto`: secrets in it stay sealed. */
async function context(thing: Driver, region: string): Promise<Record<string, Json>> {
  const attributes: Record<string, Record<string, Json>> = {};
  const merged = await thing.attrs({ mergeContainerAttrs: true });
  // the nearest comes first, and is to be written last
  for (const { key, subkey, value } of merged.toReversed()) {
    const plain = value instanceof Entity ? value.name : typeof value === 'bigint' ? value.toString() : value;
    (attributes[key] ??= {})[subkey ?? 'value'] = plain instanceof Date ? plain.toISOString() : plain;
  }
  const addresses = (await thing.attrValues({ key: 'ip', subkey: 'ipstring' })).map(String);
  return { name: thing.name, region, attributes, addresses };
}

/**
 * The user data of a server: its template (the language is Liquid) filled in with `clusto.name`, `clusto.region`,
 * `clusto.addresses` and `clusto.attributes.KEY.SUBKEY`. Templates read no files.
 * @throws EC2_ATTRIBUTE_INVALID for a mistake in the template, a name that nothing has, or more than 16 KB
 */
export async function renderUserData(thing: Driver, template: string, region: string): Promise<string> {
  const { Liquid } = await import('liquidjs');
  const liquid = new Liquid({
    templates: {},
    strictVariables: true,
    strictFilters: true,
    ownPropertyOnly: true,
    renderLimit: longest,
    memoryLimit: mostMemory,
  });
  const refuse = (reason: string): never => {
    throw failure('EC2_ATTRIBUTE_INVALID', { thing, attribute: 'ec2_user_data', reason });
  };
  let text: string;
  try {
    text = (await liquid.parseAndRender(template, { clusto: await context(thing, region) })) as string;
  } catch (error) {
    return refuse((error as Error).message.split('\n')[0] as string);
  }
  const size = Buffer.byteLength(text);
  return size <= mostBytes ? text : refuse(`it has ${size} bytes, EC2 takes ${mostBytes}`);
}
