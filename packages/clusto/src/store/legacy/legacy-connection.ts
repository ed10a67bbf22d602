/** A database of the Python original, opened for reading at one moment. */
export interface LegacyConnection {
  /** Its address without secrets. */
  readonly label: string;
  /** A column name that is a word of the language. */
  quoted(name: string): string;
  /** A number column as text, so that 64 bits arrive exactly. */
  asText(column: string): string;
  /** A moment as `YYYY-MM-DD HH:MM:SS.ffffff` in UTC. */
  moment(column: string): string;
  /** A time without zone in the same form, unchanged. */
  plainTime(column: string): string;
  /** Which of the tables are there. */
  tables(names: readonly string[]): Promise<readonly string[]>;
  rows(text: string): Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
}

/** How long opening may take, in milliseconds. */
export const openingTime = 15_000;

/** How long the reading of a table may take, in milliseconds. */
export const readingTime = 600_000;
