/**
 * The items of a JSON array, or the members of an object, each on a line of its own, with commas between them.
 * @param write an item as JSON, made when it is its turn
 */
export function* jsonLines<Item>(
  items: Iterable<Item>,
  write: (item: Item) => string,
  indent: string,
): Generator<string> {
  let before = '';
  for (const item of items) {
    yield `${before}${indent}${write(item)}`;
    before = ',\n';
  }
  if (before !== '') yield '\n';
}
