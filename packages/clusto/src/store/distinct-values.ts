/**
 * The different values from `$1` to `$2`, `$3` at most, one look-up each in the index that begins with the column, however many rows
 * have it. What only the past has is among them.
 * @param rest a condition on the other columns that the index begins with
 */
export function distinctValues(table: string, column: string, rest = 'true'): string {
  const next = (from: string): string =>
    `(select min(t.${column}) from ${table} t where ${rest} and t.${column} ${from} and t.${column} <= $2)`;
  return `with recursive found (word, place) as (
      select ${next('>= $1')}, 1
      union all
      select ${next('> f.word')}, f.place + 1 from found f where f.word is not null and f.place <= $3
    ) select word from found where word is not null order by word limit $3`;
}

/** After every value that begins with a text. */
export const lastFrom = (begun: string): string => `${begun}\u{10FFFF}`;
