import { nearest } from '../../base/did-you-mean.ts';
import { failure } from '../../base/errors.ts';
import { type DriverClass } from '../../inventory/driver.ts';
import { type Properties } from '../../inventory/property.ts';
import { type Clusto } from '../clusto.ts';
import { valueTypes, type ValueType } from '../read-value.ts';
import { ownValue } from './applied-content.ts';
import { type AttributeSlot, readSlot } from './attribute-slot.ts';
import { entryInvalid } from './entry-problem.ts';

/** What a column of a table can be besides an attribute. */
export const csvTargets = ['name', 'driver', 'in', 'unit', 'address'] as const;
type CsvTarget = (typeof csvTargets)[number];

/** What the cells of a column mean. */
export interface CsvColumn {
  readonly index: number;
  /** As the header calls it. */
  readonly title: string;
  readonly meaning:
    | { readonly kind: CsvTarget }
    | { readonly kind: 'attribute'; readonly slot: AttributeSlot; readonly type: ValueType };
}

export interface CsvMapping {
  /** From the title of a column to what it is: a target, `key.subkey:number`, that with ` as TYPE`, or `-` for nothing. */
  readonly map?: Readonly<Record<string, string>> | undefined;
  /** Columns that mean nothing are left out, and not refused. */
  readonly ignoreUnmapped?: boolean | undefined;
}

const isTarget = (text: string): text is CsvTarget => (csvTargets as readonly string[]).includes(text);

/** @throws ENTRY_INVALID, KEY_INVALID, SUBKEY_INVALID, NUMBER_INVALID */
function readMeaning(text: string): CsvColumn['meaning'] {
  if (isTarget(text)) return { kind: text };
  const [, slot = text, type = 'auto'] = /^(.*?)\s+as\s+(\w+)$/.exec(text) ?? [];
  const known = valueTypes.find((one) => one === type);
  if (known === undefined) throw entryInvalid(`there is no type ${type}; there are ${valueTypes.join(', ')}`);
  return { kind: 'attribute', slot: readSlot(slot), type: known };
}

/** What a column means by its title alone: a target, a property of the driver, or an attribute by key and subkey. */
function meaningOf(title: string, properties: ReadonlySet<string>): CsvColumn['meaning'] | undefined {
  const name = title.trim();
  if (isTarget(name.toLowerCase())) return readMeaning(name.toLowerCase());
  if (properties.has(name)) return readMeaning(`${name}.property`);
  return /^[A-Za-z_][\w-]*\.[A-Za-z_][\w-]*(?::\d+)?$/.test(name) ? readMeaning(name) : undefined;
}

/** A property that is a text stays one, also where it looks like a number. */
function typed(meaning: CsvColumn['meaning'], declared: Properties): CsvColumn['meaning'] {
  if (meaning.kind !== 'attribute' || meaning.type !== 'auto' || meaning.slot.subkey !== 'property') return meaning;
  return ownValue(declared, meaning.slot.key)?.kind === 'text' ? { ...meaning, type: 'string' } : meaning;
}

/**
 * What the columns of a header mean.
 * @param driver whose properties are known by their names
 * @throws ENTRY_INVALID for a column that means nothing, or is there twice, or is mapped and not there; USAGE
 */
export function csvColumns(
  inventory: Clusto,
  titles: readonly string[],
  { driver, map = {}, ignoreUnmapped = false }: CsvMapping & { readonly driver: DriverClass | undefined },
): CsvColumn[] {
  const missing = Object.keys(map).find((title) => !titles.includes(title));
  if (missing !== undefined) {
    const near = nearest(missing, titles);
    throw failure('USAGE', {
      reason: `There is no column ${missing}${near.length > 0 ? `: did you mean ${near.join(', ')}?` : '.'}`,
    });
  }
  const declared = driver === undefined ? {} : inventory.declaredProperties(driver);
  const properties = new Set(Object.keys(declared));
  const columns = titles.flatMap((title, index): CsvColumn[] => {
    const given = Object.hasOwn(map, title) ? map[title] : undefined;
    if (given === '-') return [];
    const meaning = given === undefined ? meaningOf(title, properties) : readMeaning(given);
    if (meaning !== undefined) return [{ index, title, meaning: typed(meaning, declared) }];
    if (ignoreUnmapped) return [];
    throw entryInvalid(
      `the column ${title} means nothing: map it (${title}=key.subkey, or ${title}=- to leave it out)`,
    );
  });
  const seen = new Map<string, string>();
  for (const { title, meaning } of columns) {
    // something can be in several containers, and have several addresses
    if (meaning.kind === 'in' || meaning.kind === 'address') continue;
    const key = JSON.stringify(meaning.kind === 'attribute' ? meaning.slot : meaning.kind);
    const before = seen.get(key);
    if (before !== undefined) throw entryInvalid(`the columns ${before} and ${title} are the same`);
    seen.set(key, title);
  }
  if (!columns.some(({ meaning }) => meaning.kind === 'name'))
    throw entryInvalid('no column is the name: map one (Host=name)');
  return columns;
}
