/** So many clients are counted in a second; who comes then is new, and new ones are not what is held back. */
const mostClients = 50_000;

/** How often clients ask, by their addresses: what is too much is not answered. Forgets everything each second. */
export class ClientRates<Client extends number | string> {
  readonly #counts = new Map<Client, number>();
  #second = 0;

  /** How many clients are remembered. */
  get size(): number {
    return this.#counts.size;
  }

  /**
   * Counts a packet.
   * @param now in milliseconds
   * @returns whether it is within so many packets in this second
   */
  isWithin(client: Client, limit: number, now: number): boolean {
    const second = Math.floor(now / 1000);
    if (second !== this.#second) {
      this.#second = second;
      this.#counts.clear();
    }
    const count = (this.#counts.get(client) ?? 0) + 1;
    if (count > limit) return false;
    if (count > 1 || this.#counts.size < mostClients) this.#counts.set(client, count);
    return true;
  }
}
