/** A version of the inventory, as the log shows it. */
export interface Version {
  readonly number: number;
  readonly time: Date;
  readonly actor: string;
  readonly message: string | null;
  readonly source: string;
}
