/** How often clients ask, by their MAC addresses: what is too much is not answered. Forgets everything each second. */
export class ClientRates {
  readonly #counts = new Map<number, number>();
  #second = 0;

  /**
   * Counts a packet.
   * @param now in milliseconds
   * @returns whether it is within so many packets in this second
   */
  isWithin(mac: number, limit: number, now: number): boolean {
    const second = Math.floor(now / 1000);
    if (second !== this.#second) {
      this.#second = second;
      this.#counts.clear();
    }
    const count = (this.#counts.get(mac) ?? 0) + 1;
    if (count > limit) return false;
    this.#counts.set(mac, count);
    return true;
  }
}
