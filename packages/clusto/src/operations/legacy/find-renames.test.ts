import { describe, expect, test } from 'vitest';
import type { LegacyAttribute, LegacyDatabase, LegacyEntity } from '../../base/legacy-database.ts';
import { findRenames } from './find-renames.ts';

const entity = (id: number, name: string, version: number, deleted: number | null = null): LegacyEntity => ({
  id,
  name,
  type: 'server',
  driver: 'basicserver',
  version,
  deleted,
});

let ids = 0;
function attr(
  owner: number,
  key: string,
  value: string | number,
  version: number,
  deleted: number | null = null,
): LegacyAttribute {
  ids += 1;
  const [string, relation] = typeof value === 'string' ? [value, null] : [null, value];
  const datatype = relation === null ? 'string' : 'relation';
  const rest = { subkey: null, numbered: null, int: null, datetime: null };
  return { id: ids, entity: owner, key, string, relation, datatype, version, deleted, ...rest };
}

function renames(entities: LegacyEntity[], attributes: LegacyAttribute[]): [number, number][] {
  const source: LegacyDatabase = { label: 'a test', versions: [], counters: [], entities, attributes };
  return [...findRenames(source)];
}

describe('a rename', () => {
  test('is told by the attributes that went over', () => {
    const rows = [attr(1, 'a', 'x', 2, 5), attr(2, 'a', 'x', 5), attr(2, 'new', 'y', 5)];
    expect(renames([entity(1, 'old', 2, 5), entity(2, 'new', 5)], rows)).toEqual([[2, 1]]);
  });

  test('is told by what pointed to it, where it has no attributes', () => {
    const rows = [attr(9, '_contains', 1, 3, 5), attr(9, '_contains', 2, 5)];
    expect(renames([entity(9, 'pool', 1), entity(1, 'old', 2, 5), entity(2, 'new', 5)], rows)).toEqual([[2, 1]]);
  });

  test('may happen again, to an entity that is new by one', () => {
    const rows = [attr(1, 'a', 'x', 2, 5), attr(2, 'a', 'x', 5, 6), attr(3, 'a', 'x', 6)];
    const entities = [entity(1, 'a', 2, 5), entity(2, 'b', 5, 6), entity(3, 'c', 6)];
    expect(renames(entities, rows)).toEqual([
      [2, 1],
      [3, 2],
    ]);
  });

  test('of several in one version is told by what each has', () => {
    const rows = [attr(1, 'a', 'x', 2, 5), attr(2, 'a', 'y', 2, 5), attr(3, 'a', 'y', 5), attr(4, 'a', 'x', 5)];
    const entities = [entity(1, 'a', 2, 5), entity(2, 'b', 2, 5), entity(3, 'c', 5), entity(4, 'd', 5)];
    expect(renames(entities, rows)).toEqual([
      [4, 1],
      [3, 2],
    ]);
  });
});

describe('no rename', () => {
  const both = [entity(1, 'old', 2, 5), entity(2, 'new', 5)];

  test('is a deletion beside a creation', () => {
    expect(renames(both, [])).toEqual([]);
    expect(renames(both, [attr(1, 'a', 'x', 2, 5), attr(2, 'a', 'y', 5)])).toEqual([]);
    expect(renames(both, [attr(1, 'a', 'x', 2, 4), attr(2, 'a', 'x', 5)])).toEqual([]);
  });

  test('is one that left something that pointed to it behind', () => {
    const rows = [attr(1, 'a', 'x', 2, 5), attr(2, 'a', 'x', 5), attr(9, 'peer', 1, 3, 5)];
    expect(renames([...both, entity(9, 'pool', 1)], rows)).toEqual([]);
  });

  test('is an entity that was made again under its name', () => {
    expect(
      renames([entity(1, 'same', 2, 5), entity(2, 'same', 5)], [attr(1, 'a', 'x', 2, 5), attr(2, 'a', 'x', 5)]),
    ).toEqual([]);
  });

  test('is concluded where two are as likely', () => {
    const rows = [attr(1, 'a', 'x', 2, 5), attr(2, 'a', 'x', 5), attr(3, 'a', 'x', 5)];
    expect(renames([...both, entity(3, 'other', 5)], rows)).toEqual([]);
  });
});
