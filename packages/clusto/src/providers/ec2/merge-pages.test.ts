import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mergePages } from './merge-pages.ts';

interface Watch {
  open: number;
  most: number;
  fetched: number;
}

async function* pagesOf(pages: readonly number[][], watch: Watch): AsyncGenerator<number[]> {
  watch.open += 1;
  watch.most = Math.max(watch.most, watch.open);
  for (const page of pages) {
    await Promise.resolve();
    watch.fetched += 1;
    yield page;
  }
  watch.open -= 1;
}

const newWatch = (): Watch => ({ open: 0, most: 0, fetched: 0 });

test('gives every item once, each source in its order, and no more sources at once than allowed', async () => {
  const sources = fc.array(fc.array(fc.array(fc.nat(), { maxLength: 4 }), { maxLength: 5 }), { maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(sources, fc.integer({ min: 1, max: 4 }), async (given, parallel) => {
      const watch = newWatch();
      const numbered = given.map((pages, source) => pages.map((page) => page.map((_, index) => source * 100 + index)));
      const items = await Array.fromAsync(
        mergePages(
          numbered.map((pages) => () => pagesOf(pages, watch)),
          parallel,
        ),
      );
      for (const [source, pages] of numbered.entries())
        expect(items.filter((item) => Math.floor(item / 100) === source)).toEqual(pages.flat());
      expect(watch.most).toBeLessThanOrEqual(parallel);
    }),
  );
});

test('fetches one page ahead of who reads, and stops when nobody does', async () => {
  const watch = newWatch();
  const many = Array.from({ length: 100 }, () => [1, 2]);
  for await (const _ of mergePages([() => pagesOf(many, watch)], 2)) {
    await new Promise(setImmediate);
    expect(watch.fetched).toBeLessThanOrEqual(2);
    break;
  }
  await new Promise(setImmediate);
  expect(watch.fetched).toBeLessThanOrEqual(2);
});

test('a source that fails ends the reading with its error', async () => {
  async function* broken(): AsyncGenerator<number[]> {
    yield [1];
    throw new Error('broken');
  }
  const items: number[] = [];
  const read = async (): Promise<void> => {
    for await (const item of mergePages([() => broken(), () => pagesOf([[2], [3]], newWatch())], 2)) items.push(item);
  };
  await expect(read()).rejects.toThrow('broken');
  expect(items).toContain(1);
});
