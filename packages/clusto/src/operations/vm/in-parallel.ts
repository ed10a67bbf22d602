/** What came of one of several. */
export type Outcome<Item, Result> = { readonly item: Item } & (
  | { readonly result: Result; readonly error?: undefined }
  | { readonly result?: undefined; readonly error: unknown }
);

/** Works on several things at once, at most `limit` of them; one that fails does not stop the others. In the order of `items`. */
export async function inParallel<Item, Result>(
  items: readonly Item[],
  limit: number,
  work: (item: Item) => Promise<Result>,
): Promise<Outcome<Item, Result>[]> {
  const outcomes: Outcome<Item, Result>[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < items.length) {
      const index = next;
      next += 1;
      const item = items[index] as Item;
      try {
        outcomes[index] = { item, result: await work(item) };
      } catch (error) {
        outcomes[index] = { item, error };
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
  return outcomes;
}
