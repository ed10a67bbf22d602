import type { Session } from '../../inventory/session.ts';
import { isIp4, parseIp4 } from '../../wire/ip4.ts';
import type { DhcpSubnet } from './dhcp-host.ts';

/** The subnets of an inventory by the ids of their managers; addresses share them, so that a new router is new for all. */
export class DhcpSubnets {
  readonly #byManager = new Map<number, { -readonly [Key in keyof DhcpSubnet]: DhcpSubnet[Key] }>();

  of(manager: number): DhcpSubnet | undefined {
    return this.#byManager.get(manager);
  }

  /** Reads those that are not known yet. */
  async require(session: Session, managers: readonly number[]): Promise<void> {
    await this.#read(
      session,
      managers.filter((id) => !this.#byManager.has(id)),
    );
  }

  /** Reads those again that are known. */
  async renew(session: Session, entities: readonly number[]): Promise<void> {
    await this.#read(
      session,
      entities.filter((id) => this.#byManager.has(id)),
    );
  }

  async #read({ reader }: Session, managers: readonly number[]): Promise<void> {
    if (managers.length === 0) return;
    const rows = await reader.hosts.settings(managers, ['gateway']);
    const properties = new Map(rows.filter(({ subkey }) => subkey === 'property').map((row) => [row.entity, row]));
    for (const id of managers) {
      const row = properties.get(id);
      const manager = row?.name ?? '';
      const gateway = isIp4(row?.string)
        ? { value: parseIp4(row.string), attribute: 'gateway', version: row.since }
        : undefined;
      const known = this.#byManager.get(id);
      if (known === undefined) this.#byManager.set(id, { manager, gateway });
      else Object.assign(known, { manager, gateway });
    }
  }
}
