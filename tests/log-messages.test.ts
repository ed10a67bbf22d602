import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { logMessages } from '../packages/clusto/src/services/log/log-messages.ts';
import { logMessagesPage } from '../tools/pages/log-messages-page.ts';
import { readSources, sourceRoot } from './support/source-files.ts';

test('every message has a section in the reference, and every section a message', () => {
  const page = readFileSync(join(import.meta.dirname, '../docs/reference/log-messages.md'), 'utf8');
  const sections = page.split(/^## /m).slice(1);
  expect(
    sections.map((text) => text.slice(0, text.indexOf('\n'))),
    'A message that an operator meets has to be found by its id: run `npm run docs`.',
  ).toEqual(Object.keys(logMessages));
  expect(page, 'The reference says what the program says: run `npm run docs`.').toBe(logMessagesPage());
});

test('every message is written somewhere', () => {
  const text = readSources()
    .filter(({ path, isTest }) => !isTest && path !== 'services/log/log-messages.ts')
    .map(({ path }) => readFileSync(join(sourceRoot, path), 'utf8'))
    .join('\n');
  const calls = [...text.matchAll(/\bwrite\(([^,)]+),/g)].map(([, id = '']) => id);
  const written = new Set(calls.flatMap((id) => [...id.matchAll(/'([A-Z][A-Z0-9_]+)'/g)].map(([, name]) => name)));
  expect(
    Object.keys(logMessages).filter((id) => !written.has(id)),
    'A message that nothing writes explains what never happens: remove it from the catalogue.',
  ).toEqual([]);
});
