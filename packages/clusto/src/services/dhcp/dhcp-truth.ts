import { show } from '../../base/errors.ts';
import { timeAsText } from '../../base/clock.ts';
import { type Clusto } from '../../operations/clusto.ts';
import { DhcpIndex } from '../../operations/dhcp/dhcp-index.ts';
import { untilAnswered } from '../../operations/feed/until-answered.ts';
import { type Change, entitiesOfChange } from '../../operations/history/change.ts';
import { type Log } from '../log/log.ts';
import { type ServiceHealth } from '../service.ts';

/** What the index is to read again after some changes. */
export function dhcpChanges(changes: readonly Change[]): { entities: number[]; moved: number[] } {
  const entities = new Set(changes.flatMap(entitiesOfChange).map(({ id }) => id));
  const moved = new Set(changes.filter(({ kind }) => kind === 'in' || kind === 'out').map(({ entity }) => entity.id));
  return { entities: [...entities], moved: [...moved] };
}

/** What answers are made of: every host in memory, kept as the inventory is, and as it last was while the database is away. */
export class DhcpTruth implements AsyncDisposable {
  readonly index: DhcpIndex;
  readonly #ended = new AbortController();
  readonly #log: Log;
  #followed: Promise<void> = Promise.resolve();
  #version: number;
  #lost: Date | undefined;

  private constructor(index: DhcpIndex, version: number, log: Log) {
    this.index = index;
    this.#version = version;
    this.#log = log;
  }

  /** Reads all hosts, and goes on reading what changes. @param fail is called when that cannot go on */
  static async read(inventory: Clusto, log: Log, fail: (error: unknown) => void): Promise<DhcpTruth> {
    const began = performance.now();
    // what is committed while it reads comes once more by the feed, and changes nothing
    const version = await inventory.version();
    const truth = new DhcpTruth(await DhcpIndex.build(inventory), version, log);
    const milliseconds = Math.round(performance.now() - began);
    log.write('DHCP_HOSTS_READ', { hosts: truth.index.size, version, milliseconds });
    truth.#followed = truth.#follow(inventory).catch(fail);
    return truth;
  }

  /** The version that answers are of. */
  get version(): number {
    return this.#version;
  }

  health(): ServiceHealth {
    if (this.#lost === undefined) return { status: 'ok' };
    const reason = `The database has not answered since ${timeAsText(this.#lost)}; answers are of version ${this.#version}.`;
    return { status: 'degraded', reason };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ended.abort();
    await this.#followed;
  }

  async #follow(inventory: Clusto): Promise<void> {
    const { signal } = this.#ended;
    const onOutage = (error: unknown): void => this.#outage(error);
    for await (const { number, changes } of inventory.changes({ since: this.#version, signal, onOutage })) {
      await untilAnswered(inventory.commits, () => this.index.update(inventory, dhcpChanges(changes)));
      this.#version = number;
    }
  }

  #outage(error: unknown): void {
    if (error === null) {
      this.#lost = undefined;
      this.#log.write('DHCP_DATABASE_BACK', { version: this.#version });
    } else {
      this.#lost ??= new Date();
      this.#log.write('DHCP_DATABASE_LOST', { version: this.#version, reason: show(error) });
    }
  }
}
