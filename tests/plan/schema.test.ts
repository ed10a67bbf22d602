import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { EntryProblems } from '../../packages/clusto/src/operations/plan/entry-problem.ts';
import { partAsValue } from '../../packages/clusto/src/operations/plan/part.ts';
import { readDeclared } from '../../packages/clusto/src/operations/plan/read-declared.ts';
import { readParts } from '../../packages/clusto/src/operations/plan/read-parts.ts';

const root = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const schema = JSON.parse(read('packages/clusto/plan.schema.json')) as object;
const validate = new Ajv2020({ allowUnionTypes: true }).compile(schema);
const isValid = (text: string): boolean =>
  [...readParts({ name: 'f', text })].every((part) => validate(partAsValue(part)));
const isRead = (text: string): boolean => {
  const problems = new EntryProblems();
  readDeclared([{ name: 'f', text }], problems);
  return problems.all.length === 0;
};

describe('the JSON Schema says what is read', () => {
  test.each(['examples/plan/rack.yaml', 'examples/plan/rack-later.yaml', 'tests/plan/export.yaml.txt'])(
    '%s',
    (path) => {
      expect([isValid(read(path)), isRead(read(path))]).toEqual([true, true]);
    },
  );

  test.each([
    'name: a',
    '[]',
    '{name: a, attributes: {a.b:-1: {unset: true}, c: {secret: kept}, d: {values: []}, e: {json: {x: null}}, f: {int: "5"}}}',
    '{name: a, in: [b, {name: c, units: [1]}], allocations: [{manager: m}, {manager: m, resource: {entity: h}, beside: {until: {datetime: "2026-01-01"}}}]}',
  ])('takes %s', (text) => {
    expect([isValid(text), isRead(text)]).toEqual([true, true]);
  });

  test.each([
    'text',
    '{driver: a}',
    '{name: 5}',
    '{name: a/b}',
    '{name: a, attributes: []}',
    '{name: a, attributes: {"a b": 1}}',
    '{name: a, attributes: {a: null}}',
    '{name: a, attributes: {a: [1]}}',
    '{name: a, attributes: {a: {unset: false}}}',
    '{name: a, attributes: {a: {secret: open}}}',
    '{name: a, attributes: {a: {int: x}}}',
    '{name: a, attributes: {a: {float: x}}}',
    '{name: a, attributes: {a: {other: 1}}}',
    '{name: a, attributes: {a: {int: 1, float: 1}}}',
    '{name: a, contents: {b: 1}}',
    '{name: a, contents: [{name: b}]}',
    '{name: a, cables: [{port: p, number: 1, to: b}]}',
    '{name: a, cables: [{port: p, number: x, to: b, toNumber: 1}]}',
    '{name: a, allocations: [{resource: x}]}',
    '{name: a, allocations: [{manager: m, forced: 1}]}',
    '{name: a, color: red}',
    '{clusto: 2}',
  ])('refuses %s', (text) => {
    expect([isValid(text), isRead(text)]).toEqual([false, false]);
  });
});
