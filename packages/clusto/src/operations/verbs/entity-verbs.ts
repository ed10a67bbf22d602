import type { AttributeParts } from '../attribute-reference.ts';
import type { CreateEntityParams } from '../create-entity.ts';
import type { TreeParams } from '../entity-tree.ts';
import { findEntities } from '../find-entities.ts';
import type { FindParams } from '../find-entities.ts';
import type { EntityTerm } from '../find-entity.ts';
import type { ListParams } from '../list-entities.ts';
import type { ListPoolParams } from '../list-pool.ts';
import type { ShowAttributesParams, ShownAttribute } from '../show-attributes.ts';
import type { QueryOptions } from '../../query/plan-query.ts';
import { storableSecret } from '../../inventory/read-secret.ts';
import type { ClustoException } from '../../base/errors.ts';
import type { Driver } from '../../inventory/driver.ts';
import { describeEntity } from '../describe-entity.ts';
import { asks, changes } from './verb.ts';

/** Entities, their attributes, and what contains them. */
export const entityVerbs = {
  version: asks((clusto) => clusto.version()),
  suggest: asks(async (clusto, error: Pick<ClustoException, 'code' | 'detail'>) =>
    (await import('../suggest.ts')).suggest(clusto, error),
  ),
  findEntities: asks((clusto, terms: readonly EntityTerm[], params: FindParams) => findEntities(clusto, terms, params)),
  getEntity: asks((clusto, name: string) => clusto.getByName(name)),
  findPool: asks(async (clusto, name: string) => (await import('../find-pool.ts')).findPool(clusto, name)),
  describeEntity: asks((_, thing: Driver) => describeEntity(thing)),
  describeInventory: asks(async (clusto) => (await import('../describe-inventory.ts')).describeInventory(clusto)),
  describeDrivers: asks(async (clusto) => (await import('../describe-drivers.ts')).describeDrivers(clusto.registry)),
  describeDriversInUse: asks(async (clusto) => (await import('../describe-drivers.ts')).describeDriversInUse(clusto)),
  driverName: asks(
    async (clusto, name: string) => (await import('../find-driver.ts')).findDriver(clusto, name).driverName,
  ),
  listEntities: asks(async (clusto, params: ListParams) =>
    (await import('../list-entities.ts')).listEntities(clusto, params),
  ),
  listPool: asks(async (clusto, pools: readonly Driver[], params: ListPoolParams) =>
    (await import('../list-pool.ts')).listPool(clusto, pools, params),
  ),
  query: asks((clusto, text: string, options: QueryOptions) => clusto.query(text, options)),
  unknownKeys: asks(async (clusto, query: string) => (await import('../unknown-keys.ts')).unknownKeys(clusto, query)),
  attributeNames: asks((clusto) => clusto.reader.attributeNames()),
  fillTemplate: asks(
    async (clusto, things: readonly Driver[], format: string, options: { readonly merge?: boolean | undefined }) =>
      (await import('../fill-template.ts')).fillTemplate(clusto, things, format, options),
  ),
  entityTree: asks(async (_, thing: Driver, params: TreeParams) =>
    (await import('../entity-tree.ts')).entityTree(thing, params),
  ),
  findOrphans: asks(async (clusto, datacenter: string | undefined) =>
    (await import('../find-orphans.ts')).findOrphans(clusto, datacenter),
  ),
  contents: asks((_, thing: Driver, isRecursive: boolean | undefined) =>
    thing.contents({ searchChildren: isRecursive }),
  ),
  createEntity: changes(async (clusto, params: CreateEntityParams) =>
    (await import('../create-entity.ts')).createEntity(clusto, params),
  ),
  rename: changes((clusto, name: string, next: string) => clusto.rename(name, next)),
  deleteEntities: changes(async (clusto, things: readonly Driver[]) =>
    (await import('../delete-entities.ts')).deleteEntities(clusto, things),
  ),
  createPool: changes(async (clusto, name: string, driver: string) =>
    (await import('../create-pool.ts')).createPool(clusto, name, driver),
  ),
  changePool: changes(async (clusto, verb: 'insert' | 'remove', name: string, things: readonly Driver[]) =>
    (await import('../change-pool.ts')).changePool(clusto, verb, name, things),
  ),
  showAttributes: asks(
    async (clusto, things: readonly Driver[], attributes: readonly AttributeParts[], params: ShowAttributesParams) =>
      (await import('../show-attributes.ts')).showAttributes(clusto, things, attributes, params),
  ),
  attributeNamesOf: asks(async (_, thing: Driver) => (await import('../show-attributes.ts')).attributeNames(thing)),
  writeAttributes: changes(
    async (
      clusto,
      things: readonly Driver[],
      verb: 'add' | 'set',
      attributes: readonly AttributeParts[],
      secret: string | undefined,
    ): Promise<ShownAttribute[]> => {
      const [{ writeAttributes }, { shownAttribute }] = await Promise.all([
        import('../write-attributes.ts'),
        import('../show-attributes.ts'),
      ]);
      const parts =
        secret === undefined
          ? attributes
          : attributes.map((one) => ({ ...one, value: storableSecret(clusto, secret), type: 'string' as const }));
      const written = await writeAttributes(clusto, things, verb, parts);
      return written.map((one) => shownAttribute(one.entity.name, one));
    },
  ),
  deleteAttributes: changes(
    async (clusto, things: readonly Driver[], attributes: readonly AttributeParts[]): Promise<ShownAttribute[]> => {
      const [{ deleteAttributes }, { shownAttribute }] = await Promise.all([
        import('../write-attributes.ts'),
        import('../show-attributes.ts'),
      ]);
      const gone = await deleteAttributes(clusto, things, attributes);
      return gone.map((one) => shownAttribute(one.entity.name, one));
    },
  ),
};
