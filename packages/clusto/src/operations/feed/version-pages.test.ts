import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Session } from '../../inventory/session.ts';
import { VersionPages } from './version-pages.ts';

test('shares a read with those who ask for the same, but not with those who were told of a commit since', async () => {
  const reads: (() => void)[] = [];
  const commits = { mark: 0, isFollowed: true, closed: new AbortController().signal, found: () => undefined };
  const following = (): Promise<unknown[]> => new Promise((resolve) => reads.push(() => resolve([])));
  const inventory = { commits, committed: () => ({ changes: { following } }) } as unknown as Session;
  const pages = new VersionPages(inventory);
  const [first, second] = [pages.after(5), pages.after(5)];
  await setImmediate();
  await setImmediate();
  expect(reads).toHaveLength(1);
  commits.mark = 1;
  const third = pages.after(5);
  await setImmediate();
  await setImmediate();
  expect(reads).toHaveLength(2);
  for (const read of reads) read();
  expect((await Promise.all([first, second, third])).map((page) => page?.mark)).toEqual([0, 0, 1]);
});
