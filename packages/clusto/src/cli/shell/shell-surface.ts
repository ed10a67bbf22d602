/** What a shell and its scripts have at hand. */
export interface ShellSurface {
  /** Where the inventory is, without secrets. */
  readonly place: string;
  /** The names that are there without being imported. */
  readonly globals: Readonly<Record<string, unknown>>;
  /** What `.help` prints. */
  readonly help: string;
  /** The latest version. */
  readonly version: () => Promise<number>;
  /** Names of entities that begin so, some of them. */
  readonly namesFrom: (begun: string) => Promise<readonly string[]>;
}
