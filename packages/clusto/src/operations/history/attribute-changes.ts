import { type Change } from './change.ts';
import { type AttributeRecord, changedTo, contentOf } from './changed-value.ts';
import { type Comparison } from './comparison.ts';

interface Rows {
  readonly begun: readonly AttributeRecord[];
  readonly ended: readonly AttributeRecord[];
}

/** Without what ended and began again as it was. */
function different({ begun, ended }: Rows): Rows {
  const same = new Map<string, number>();
  for (const row of ended) same.set(contentOf(row), (same.get(contentOf(row)) ?? 0) + 1);
  const back = new Map<string, number>();
  const isNew = (row: AttributeRecord): boolean => {
    const content = contentOf(row);
    const left = same.get(content) ?? 0;
    if (left === 0) return true;
    same.set(content, left - 1);
    back.set(content, (back.get(content) ?? 0) + 1);
    return false;
  };
  const isGone = (row: AttributeRecord): boolean => {
    const left = back.get(contentOf(row)) ?? 0;
    if (left > 0) back.set(contentOf(row), left - 1);
    return left === 0;
  };
  return { begun: begun.filter(isNew), ended: ended.filter(isGone) };
}

/** Where an attribute stands, whatever its value. */
export const slotOf = ({ entity, key, subkey, number }: AttributeRecord): string =>
  JSON.stringify([entity, key, subkey, number]);

/** Attributes that came, went, or got another value; a value that took the place of another is one change. */
export function attributeChanges(rows: Rows, comparison: Comparison): Change[] {
  const { names, before, after } = comparison;
  const { begun, ended } = different(rows);
  const gone = Map.groupBy(ended, slotOf);
  const written = begun.map((row): Change => {
    const entity = names.between(row.entity, comparison);
    const attribute = { key: row.key, subkey: row.subkey, number: row.number };
    const present = changedTo(row, after, comparison);
    const replaced = gone.get(slotOf(row))?.shift();
    if (replaced === undefined) return { kind: 'added', entity, attribute, ...present };
    const former = changedTo(replaced, before, comparison);
    return {
      kind: 'changed',
      entity,
      attribute,
      before: former.value,
      after: present.value,
      ...(former.related === undefined ? {} : { relatedBefore: former.related }),
      ...(present.related === undefined ? {} : { relatedAfter: present.related }),
    };
  });
  const removed = [...gone.values()].flat().map((row): Change => {
    const attribute = { key: row.key, subkey: row.subkey, number: row.number };
    const entity = names.between(row.entity, comparison);
    return { kind: 'removed', entity, attribute, ...changedTo(row, before, comparison) };
  });
  return [...removed, ...written];
}
