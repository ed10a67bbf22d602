import { ClustoException } from '../../base/errors.ts';
import type { LegacyAttribute, LegacyDatabase } from '../../base/legacy-database.ts';
import { checkKey, checkNumber } from '../../base/names.ts';
import type { ConvertedEntities } from './convert-entities.ts';
import { convertValue } from './convert-value.ts';
import type { FindingKind, ImportFindings } from './import-findings.ts';
import type { LegacyFact } from './legacy-fact.ts';
import { overlap } from './lifetime.ts';

/** The attributes of a database of the original as they become ours. */
export interface ConvertedAttributes {
  readonly facts: readonly LegacyFact[];
  /** Rows that are not here, or not as they were there. */
  readonly altered: Set<number>;
  /** Rows that say the same before and after a rename: by the later one the earlier one, which stands for both. */
  readonly joined: ReadonlyMap<number, number>;
}

function allowedKey(key: string): string {
  try {
    return checkKey(key);
  } catch (error) {
    if (!(error instanceof ClustoException)) throw error;
    // the original let a line break through at the end
    const plain = key.replace(/\n$/, '').replace(/[^A-Za-z0-9_-]/g, '_');
    return (/^[A-Za-z_]/.test(plain) ? plain : `x${plain}`).slice(0, 255);
  }
}

function numberOf(text: string | null): number | null | undefined {
  if (text === null) return null;
  try {
    return checkNumber(/^-?\d+(\.0+)?$/.test(text) ? Number(text) : text);
  } catch {
    return undefined;
  }
}

/** How a row is named in the report. */
export function rowText({ key, subkey, numbered }: LegacyAttribute, owner: string): string {
  const name = `${key ?? ''}${subkey === null ? '' : `.${subkey}`}`;
  return `${owner} ${name}${numbered === null ? '' : ` #${numbered}`}`;
}

/** Makes rows of attributes ours: what the original let through is corrected or left out, and told. */
export function convertAttributes(
  source: LegacyDatabase,
  { ids, lives, renamedIn }: ConvertedEntities,
  findings: ImportFindings,
): ConvertedAttributes {
  const altered = new Set<number>();
  const owners = new Map(source.entities.map(({ id, name }) => [id, name]));

  const convert = (row: LegacyAttribute): LegacyFact | undefined => {
    const say = (kind: FindingKind): void => {
      altered.add(row.id);
      findings.add(kind, rowText(row, owners.get(row.entity) ?? `entity ${row.entity}`));
    };
    const drop = (kind: FindingKind): undefined => {
      say(kind);
      return undefined;
    };
    const life = { from: row.version, to: row.deleted ?? Infinity };
    if (life.from >= life.to) return drop('never-visible');
    const entity = ids.get(row.entity);
    const ownerLife = entity === undefined ? undefined : lives.get(entity);
    const owned = ownerLife && overlap(life, ownerLife);
    if (entity === undefined || owned === undefined) return drop('orphaned-attribute');
    if (owned.from !== life.from || owned.to !== life.to) say('orphaned-attribute');

    const number = numberOf(row.numbered);
    if (number === undefined) return drop('invalid-number');
    const key = allowedKey(row.key ?? '');
    const subkey = row.subkey === null || row.subkey === '' ? null : allowedKey(row.subkey);
    if (key !== row.key || (subkey !== null && subkey !== row.subkey)) say('invalid-key');
    if (row.subkey === '') say('empty-subkey');
    const common = { id: row.id, entity, key, subkey, number, managed: false };

    if (row.datatype === 'relation') {
      const relation = row.relation === null ? undefined : ids.get(row.relation);
      const targetLife = relation === undefined ? undefined : lives.get(relation);
      const pointed = targetLife && overlap(owned, targetLife);
      if (relation === undefined || pointed === undefined) return drop('dangling-relation');
      if (pointed.from !== owned.from || pointed.to !== owned.to) say('dangling-relation');
      return { ...common, value: { datatype: 'relation', relation }, ...pointed };
    }
    const converted = key === '_contains' ? undefined : convertValue({ ...row, subkey });
    if (converted === undefined) return drop('invalid-value');
    if (converted.finding) say(converted.finding);
    return { ...common, value: converted.value, ...owned };
  };

  const facts = source.attributes.flatMap((row) => convert(row) ?? []);
  return { altered, ...joinRenamed(facts, renamedIn) };
}

/** What ends and begins again in the version of a rename never ended. */
function joinRenamed(
  facts: readonly LegacyFact[],
  renamedIn: ReadonlySet<number>,
): Pick<ConvertedAttributes, 'facts' | 'joined'> {
  const joined = new Map<number, number>();
  const ended = new Map<string, LegacyFact[]>();
  const contentOf = ({ entity, key, subkey, number, value }: LegacyFact): string =>
    JSON.stringify([entity, key, subkey, number, value], (_, one: unknown) =>
      typeof one === 'bigint' ? `${one}n` : one,
    );
  for (const fact of facts) {
    if (!renamedIn.has(fact.from) && !renamedIn.has(fact.to)) continue;
    const content = contentOf(fact);
    const candidates = ended.get(content) ?? [];
    const before = candidates.find(({ to }) => to === fact.from);
    if (before) {
      before.to = fact.to;
      joined.set(fact.id, before.id);
    } else if (renamedIn.has(fact.to)) ended.set(content, [...candidates, fact]);
  }
  return { facts: facts.filter(({ id }) => !joined.has(id)), joined };
}
