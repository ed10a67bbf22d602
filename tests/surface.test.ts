import { expect, test } from 'vitest';
import { doors } from './support/rooms.ts';
import { readSources } from './support/source-files.ts';

const declared = new Map(readSources().map(({ path, exports }) => [path, exports]));

// A name that is published is a promise. The difference in the snapshot is what the release notes have to tell;
// `npm test -- tests/surface.test.ts -u` accepts it.
test.each(doors)('%s publishes what it did', async (door) => {
  const name = door === 'index.ts' ? 'clusto' : `clusto/${door.slice(0, -'.ts'.length)}`;
  const values = Object.keys((await import(name)) as object);
  const names = [...new Set([...values, ...(declared.get(door) ?? [])])].sort();
  await expect(`${names.join('\n')}\n`).toMatchFileSnapshot(`surface/${door.slice(0, -'.ts'.length)}.txt`);
});
