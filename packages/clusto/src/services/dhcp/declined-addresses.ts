/** Addresses that their owners found in use by another: they are withheld for a while. Only owners are listened to, so it is never more than there are. */
export class DeclinedAddresses<Address extends number | string> {
  readonly #until = new Map<Address, number>();

  /** How many there are. @param now in milliseconds */
  count(now: number): number {
    for (const [ip, until] of this.#until) if (until <= now) this.#until.delete(ip);
    return this.#until.size;
  }

  /** @param until in milliseconds */
  add(ip: Address, until: number): void {
    this.#until.set(ip, until);
  }

  has(ip: Address, now: number): boolean {
    return (this.#until.get(ip) ?? 0) > now;
  }
}
