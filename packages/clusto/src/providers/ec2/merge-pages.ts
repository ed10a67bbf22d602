interface Turn<Item> {
  readonly pages: AsyncGenerator<Item[]>;
  readonly result: IteratorResult<Item[], unknown>;
}

/**
 * The items of several sources of pages, a few sources at once, whichever has a page first. While a page is being read, the
 * next one of its source is fetched, and no more.
 */
export async function* mergePages<Item>(
  sources: readonly (() => AsyncGenerator<Item[]>)[],
  parallel: number,
): AsyncGenerator<Item> {
  const waiting = [...sources];
  const active = new Map<AsyncGenerator<Item[]>, Promise<Turn<Item>>>();
  const next = (pages: AsyncGenerator<Item[]>): void => {
    const turn = pages.next().then((result) => ({ pages, result }));
    // one that fails while another is read is thrown at its turn
    turn.catch(() => {});
    active.set(pages, turn);
  };
  const begin = (): void => {
    while (active.size < parallel && waiting.length > 0) next((waiting.shift() as () => AsyncGenerator<Item[]>)());
  };
  try {
    begin();
    while (active.size > 0) {
      const { pages, result } = await Promise.race(active.values());
      active.delete(pages);
      if (result.done !== true) next(pages);
      begin();
      if (result.done !== true) yield* result.value;
    }
  } finally {
    // who stops reading waits for nothing
    for (const pages of active.keys()) void pages.return(undefined).catch(() => {});
  }
}
