import { type Session } from '../../inventory/session.ts';
import { ClustoMeta } from '../../inventory/meta.ts';
import { termReach } from '../../query/term-reach.ts';
import { type ChangedEntity } from '../history/change.ts';
import { EntityNames, type RecordSet } from '../history/entity-names.ts';
import { affectedEntities } from './affected-entities.ts';
import { type Crossed, type PageVersion } from './page-version.ts';

type Inventory = Pick<Session, 'committed' | 'wholeCommitted'>;
type Sight = NonNullable<Session['sight']>;

const none: RecordSet = { states: [], attributes: [], memberships: [], allocations: [] };
const noRows = { begun: none, ended: none };

/**
 * What each of some versions brought into sight and out of it. Of each version it is asked which entities it may be: those that it
 * touched, and what is in containers that it touched where the sight looks at containers. Whether they could be seen after it
 * and before is one statement for all versions.
 */
async function crossings(
  inventory: Inventory,
  sight: Sight,
  versions: readonly PageVersion[],
): Promise<Map<number, Crossed>> {
  const reach = termReach(sight.term);
  const candidates = new Map<number, readonly number[]>();
  for (const { description, rows } of versions)
    candidates.set(
      description.number,
      await affectedEntities(inventory.wholeCommitted(description.number), rows, reach),
    );
  const asked = [...candidates].flatMap(([version, entities]) =>
    entities.flatMap((entity) => [
      { entity, version: version - 1 },
      { entity, version },
    ]),
  );
  const found = (await inventory.committed().changes.seenAt(asked)).filter(
    ({ driver }) => driver !== ClustoMeta.driverName,
  );
  const seen = new Map(
    found.map(({ version, ...entity }): [string, ChangedEntity] => [`${entity.id} ${version}`, entity]),
  );
  const at = (entities: readonly number[], here: number, there: number): ChangedEntity[] =>
    entities
      .toSorted((one, other) => one - other)
      .flatMap((id) => (seen.has(`${id} ${there}`) ? [] : (seen.get(`${id} ${here}`) ?? [])));
  return new Map(
    [...candidates].map(([version, entities]) => [
      version,
      { entered: at(entities, version, version - 1), left: at(entities, version - 1, version) },
    ]),
  );
}

/**
 * What can be seen of some versions: of those that changed something that can be seen, that; and of each what it brought into sight or
 * out of it, but for what it made and deleted. Of a version that changed nothing else it is not told who made it, and why.
 * @param versions with all that they changed
 * @param seen those that changed something that can be seen, as far as that can be
 */
export async function seenVersions(
  inventory: Inventory,
  sight: Sight,
  versions: readonly PageVersion[],
  seen: readonly PageVersion[],
): Promise<PageVersion[]> {
  const crossed = await crossings(inventory, sight, versions);
  const known = new Map(seen.map((version) => [version.description.number, version]));
  return versions.flatMap(({ description: { number, time } }) => {
    const moved = crossed.get(number) ?? { entered: [], left: [] };
    const own = known.get(number);
    const { begun, ended } = own?.rows ?? noRows;
    const unsaid = (entities: readonly ChangedEntity[], said: RecordSet): ChangedEntity[] =>
      entities.filter(({ id }) => !said.states.some(({ entity }) => entity === id));
    const [entered, left] = [unsaid(moved.entered, begun), unsaid(moved.left, ended)];
    const isMoved = entered.length + left.length > 0;
    if (own === undefined && !isMoved) return [];
    const said = own?.description ?? { number, time, actor: '', source: '', message: null, changes: [] };
    const description = isMoved ? { ...said, entered, changed: [], left } : said;
    return [{ description, rows: { begun, ended }, names: own?.names ?? EntityNames.none(), crossed: moved }];
  });
}
