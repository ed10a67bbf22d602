import { failure } from '../base/errors.ts';
import { parseIp } from '../base/ip.ts';
import { parseCidr } from '../base/network.ts';
import { type Driver } from '../inventory/driver.ts';
import { type Clusto } from './clusto.ts';
import { valueAsText } from './value-as-text.ts';

type Part = { readonly text: string } | { readonly word: string } | { readonly key: string; readonly subkey: string };

const builtIn = ['name', 'type', 'driver', 'hostname', 'rack', 'role', 'internal_ips', 'public_ips'] as const;
type BuiltIn = (typeof builtIn)[number];

/** RFC 1918 and RFC 4193: addresses that are not routed in the Internet. */
const internal = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'].map(parseCidr);
const isInternal = (ip: string): boolean => internal.some((network) => network.contains(parseIp(ip)));

/** `%name`, `%{name}`, `%key.subkey`, `%%` (behaviour spec section 24.5). */
function readTemplate(template: string): Part[] {
  const parts: Part[] = [];
  const pattern = /%(?:(%)|\{([^}]*)\}|([\w-]+\.[\w-]+)|(\w+))?/g;
  let end = 0;
  for (const match of template.matchAll(pattern)) {
    const [whole, percent, inBraces, path, word] = match;
    parts.push({ text: template.slice(end, match.index) });
    end = match.index + whole.length;
    const name = inBraces ?? path ?? word;
    if (percent === undefined && name === undefined)
      throw failure('USAGE', {
        reason: `A % of the format stands alone at column ${match.index + 1}; %% is the character.`,
      });
    parts.push(name === undefined ? { text: '%' } : placeholder(name));
  }
  return [...parts, { text: template.slice(end) }].filter((part) => !('text' in part) || part.text !== '');
}

function placeholder(name: string): Part {
  const [key = '', subkey, ...more] = name.split('.');
  if (key === '' || subkey === '' || more.length > 0)
    throw failure('USAGE', { reason: `%{${name}} of the format is neither a word nor key.subkey.` });
  return subkey === undefined ? { word: key } : { key, subkey };
}

/** What the placeholders ask for, read for all things at once. */
class Values {
  readonly #clusto: Clusto;
  readonly #attributes = new Map<number, { readonly path: string; readonly text: string }[]>();
  readonly #containers = new Map<number, Driver[]>();
  readonly #roles: ReadonlySet<number>;

  private constructor(clusto: Clusto, roles: ReadonlySet<number>) {
    this.#clusto = clusto;
    this.#roles = roles;
  }

  static async read(clusto: Clusto, things: readonly Driver[], { merge }: { merge: boolean }): Promise<Values> {
    const { reader } = clusto;
    const ids = things.map(({ id }) => id);
    const above = await reader.containersOf(ids);
    const attributes = await reader.attributes({ entities: [...new Set([...ids, ...above.map(({ id }) => id)])] });
    const values = new Values(
      clusto,
      new Set(
        attributes
          .filter(({ key, subkey, string }) => key === 'pooltype' && subkey === null && string === 'role')
          .map(({ entity }) => entity),
      ),
    );
    for (const row of above) {
      const list = values.#containers.get(row.origin) ?? [];
      values.#containers.set(row.origin, [...list, clusto.wrap(row)]);
    }
    const own = new Map<number, { path: string; text: string }[]>();
    const [any] = things;
    for (const row of attributes) {
      const list = own.get(row.entity) ?? [];
      own.set(row.entity, list);
      list.push({ path: `${row.key}.${row.subkey}`, text: valueAsText((any as Driver).attributeOf(row).value) });
    }
    for (const { id } of things) {
      const inherited = merge ? (values.#containers.get(id) ?? []).flatMap((one) => own.get(one.id) ?? []) : [];
      values.#attributes.set(id, [...(own.get(id) ?? []), ...inherited]);
    }
    return values;
  }

  attribute({ id }: Driver, path: string): string[] {
    return (this.#attributes.get(id) ?? []).filter((one) => one.path === path).map(({ text }) => text);
  }

  word(thing: Driver, word: string): string[] {
    if (!(builtIn as readonly string[]).includes(word)) return this.#property(thing, word);
    const containers = this.#containers.get(thing.id) ?? [];
    const ips = (): string[] => this.attribute(thing, 'ip.ipstring');
    const read: Readonly<Record<BuiltIn, () => string[]>> = {
      name: () => [thing.name],
      type: () => [thing.type],
      driver: () => [thing.driver],
      hostname: () => ('setHostname' in thing ? [this.attribute(thing, 'hostname.null')[0] ?? thing.name] : []),
      rack: () => containers.filter(({ type }) => type === 'rack').map(({ name }) => name),
      role: () => containers.filter(({ id }) => this.#roles.has(id)).map(({ name }) => name),
      internal_ips: () => ips().filter(isInternal),
      public_ips: () => ips().filter((ip) => !isInternal(ip)),
    };
    return read[word as BuiltIn]();
  }

  #property(thing: Driver, name: string): string[] {
    const stored = this.attribute(thing, `${name}.property`);
    if (stored.length > 0) return stored;
    const declared = this.#clusto.declaredProperties(this.#clusto.registry.classFor(thing.driver))[name];
    const value = declared?.default;
    return value === undefined || value === null ? [] : [valueAsText(value as never)];
  }
}

/**
 * Fills a template for each thing, with as many statements for one as for all: `%name %rack %system.memory`. What a thing
 * does not have is empty, several values are joined by commas.
 * @throws USAGE for a template that is none, and for a word that no driver has
 */
export async function fillTemplate(
  clusto: Clusto,
  things: readonly Driver[],
  template: string,
  { merge = false }: { readonly merge?: boolean | undefined } = {},
): Promise<string[]> {
  const parts = readTemplate(template);
  for (const part of parts)
    if ('word' in part && !(builtIn as readonly string[]).includes(part.word) && !isProperty(clusto, part.word))
      throw failure('USAGE', {
        reason: `%${part.word} of the format is no property of any driver; there are ${builtIn.join(', ')}, properties, and attributes as %key.subkey.`,
      });
  if (things.length === 0) return [];
  const values = await Values.read(clusto, things, { merge });
  return things.map((thing) =>
    parts
      .map((part) => {
        if ('text' in part) return part.text;
        return (
          'word' in part ? values.word(thing, part.word) : values.attribute(thing, `${part.key}.${part.subkey}`)
        ).join(',');
      })
      .join(''),
  );
}

const isProperty = (clusto: Clusto, name: string): boolean =>
  clusto.registry.drivers.some((driver) => Object.hasOwn(clusto.declaredProperties(driver), name));
