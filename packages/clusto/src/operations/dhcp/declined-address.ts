/** The subkeys of an address (`ip`) that say that its owner has found it in use by another. */
export const declinedSubkeys = { since: 'declined', by: 'declined-by', until: 'declined-until' } as const;

/** That an address was declined: it is withheld from its owner until a time. Times are milliseconds since 1970. */
export interface DeclinedAddress {
  /** The client that declined it: its MAC address, or its identifier for DHCPv6. */
  readonly by: string | null;
  readonly since: number;
  readonly until: number;
  /** The version that says so. */
  readonly version: number;
}

/** Whether an address is withheld at a time. */
export const isWithheld = ({ declined }: { readonly declined: DeclinedAddress | undefined }, now: number): boolean =>
  declined !== undefined && declined.until > now;
