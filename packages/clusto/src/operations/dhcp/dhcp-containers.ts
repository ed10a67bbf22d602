import type { Session } from '../../inventory/session.ts';
import { dhcpKeys } from './dhcp-layer.ts';

type Membership = Awaited<ReturnType<Session['reader']['hosts']['memberships']>>[number];

const none: readonly Membership[] = [];

/**
 * What containers are in, and which of them say something about DHCP: each is read once, however many hosts are below. It is
 * the truth of the time when it was read, so it lives as long as one reading.
 */
export class DhcpContainers {
  readonly #memberships = new Map<number, readonly Membership[]>();
  readonly #bearers = new Set<number>();
  readonly #above = new Map<string, readonly number[]>();

  /** Reads those that are not known yet, and all above them, in two statements. */
  async require({ reader }: Session, containers: Iterable<number>): Promise<void> {
    const unknown = [...new Set(containers)].filter((id) => !this.#memberships.has(id));
    if (unknown.length === 0) return;
    const rows = await reader.hosts.membershipsAbove(unknown);
    const found = new Set([...unknown, ...rows.map(({ container }) => container)]);
    const ofMember = Map.groupBy(rows, ({ member }) => member);
    const fresh = [...found].filter((id) => !this.#memberships.has(id));
    for (const id of fresh) this.#memberships.set(id, ofMember.get(id) ?? none);
    for (const id of await reader.hosts.bearers(fresh, dhcpKeys)) this.#bearers.add(id);
  }

  /** Those that say something among some containers and all above, nearest first and in the order of membership. */
  above(containers: readonly number[]): readonly number[] {
    const key = containers.join(',');
    let above = this.#above.get(key);
    if (above === undefined) {
      above = this.#walk(containers);
      this.#above.set(key, above);
    }
    return above;
  }

  #walk(containers: readonly number[]): number[] {
    const seen = new Set<number>();
    for (let level = containers; level.length > 0;) {
      const reached = level.filter((id) => !seen.has(id));
      for (const id of reached) seen.add(id);
      const memberships = reached.flatMap((id) => this.#memberships.get(id) ?? none);
      level = memberships.toSorted((one, other) => one.id - other.id).map(({ container }) => container);
    }
    return [...seen].filter((id) => this.#bearers.has(id));
  }
}
