import { stringify } from 'yaml';
import { ClustoMeta } from '../../inventory/meta.ts';
import { type Clusto } from '../clusto.ts';
import { fileEntities } from './file-entity.ts';
import { type EntityRow } from './live-entity.ts';

export interface ExportParams {
  /** Only what this query finds. */
  readonly query?: string | undefined;
  /** Default: yaml. */
  readonly format?: 'yaml' | 'json' | undefined;
}

/** The entities that are read at once. */
const pageSize = 500;
/** What the first document of an export says, so that a later format can be told from this one. */
export const formatMark = { clusto: 1 } as const;

/** All entities, a page at a time, in the order of names. */
async function* pagesOfAll(inventory: Clusto): AsyncGenerator<EntityRow[]> {
  const { state } = inventory.reader;
  for (let last = ''; ;) {
    const page = await state.entitiesAfter(last, pageSize, ClustoMeta.driverName);
    if (page.length > 0) yield page;
    if (page.length < pageSize) return;
    last = page.at(-1)?.name ?? '';
  }
}

/** The same of what a query finds. */
async function pagesOfQuery(inventory: Clusto, query: string): Promise<EntityRow[][]> {
  const found = (await inventory.query(query)).map(({ id, name, type, driver }) => ({ id, name, type, driver }));
  found.sort((one, other) => (one.name < other.name ? -1 : 1));
  return Array.from({ length: Math.ceil(found.length / pageSize) }, (_, page) =>
    found.slice(page * pageSize, (page + 1) * pageSize),
  );
}

/**
 * The inventory as text that `apply` takes, a piece at a time, in the order of names: a YAML document for each entity, or
 * a JSON array with an entity on each line. Nothing in it depends on when it is made. What is secret is not in it.
 * @throws QUERY_INVALID
 */
export async function* exportInventory(
  given: Clusto,
  { query, format = 'yaml' }: ExportParams = {},
): AsyncGenerator<string> {
  // all pages of one version, whatever is written meanwhile
  const inventory = given.isPast ? given : given.at(await given.version());
  const pages = query === undefined ? pagesOfAll(inventory) : await pagesOfQuery(inventory, query);
  const isYaml = format === 'yaml';
  const text = (entity: object): string =>
    isYaml ? `---\n${stringify(entity, { lineWidth: 0 })}` : `,\n${JSON.stringify(entity)}`;
  yield isYaml ? stringify(formatMark) : `[\n${JSON.stringify(formatMark)}`;
  for await (const page of pages) yield (await fileEntities(inventory, page)).map(text).join('');
  if (!isYaml) yield '\n]\n';
}
