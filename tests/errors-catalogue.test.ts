import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { catalogue } from '../packages/clusto/src/base/error-catalogue.ts';
import { errorsPage } from '../tools/pages/errors-page.ts';
import { readSources, sourceRoot } from './support/source-files.ts';

const page = readFileSync(join(import.meta.dirname, '../docs/reference/errors.md'), 'utf8');
const sections = new Map(
  page
    .split(/^## /m)
    .slice(1)
    .map((text) => [text.slice(0, text.indexOf('\n')), text]),
);

test('every code has a section in the reference, and every section a code', () => {
  expect([...sections.keys()], 'An error that people meet has to be found by its code: run `npm run docs`.').toEqual(
    Object.keys(catalogue),
  );
  expect(page, 'The reference says what the program says: run `npm run docs`.').toBe(errorsPage());
});

test.each(Object.entries(catalogue))('the section of %s tells class, sentence and remedy', (code, parts) => {
  for (const part of parts) expect(sections.get(code)).toContain(part);
});

test('every code can happen', () => {
  const text = readSources()
    .filter(({ path, isTest }) => !isTest && path !== 'base/error-catalogue.ts')
    .map(({ path }) => readFileSync(join(sourceRoot, path), 'utf8').replace(/code [!=]== '\w+'/g, ''))
    .join('\n');
  const thrown = new Set([...text.matchAll(/'([A-Z][A-Z0-9_]+)'/g)].map(([, code]) => code));
  expect(
    Object.keys(catalogue).filter((code) => !thrown.has(code)),
    'A code that nothing throws promises an error that never comes: remove it from the catalogue.',
  ).toEqual([]);
});
