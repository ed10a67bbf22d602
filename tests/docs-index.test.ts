import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');

/** The pages that can be reached from one by relative links, itself included. */
function reachable(page: string, seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(page)) return seen;
  seen.add(page);
  for (const [, link = ''] of readFileSync(join(root, page), 'utf8').matchAll(/\]\(([^)\s#:]+\.md)(?:#[^)\s]*)?\)/g))
    reachable(join(dirname(page), link), seen);
  return seen;
}

test('every page of the documentation can be reached from its index', () => {
  const found = reachable('docs/README.md');
  expect(globSync('docs/**/*.md', { cwd: root }).filter((page) => !found.has(page))).toEqual([]);
});
