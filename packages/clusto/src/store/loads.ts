import type { Connection, SqlValue } from './dialect.ts';

/** A part of what an entity has, which an allocation takes: 1024 of `memory` of a host. */
export interface Load {
  /** The entity that bears it. */
  readonly bearer: number;
  readonly quantity: string;
  /** A positive integer. */
  readonly amount: number;
}

/**
 * What the live allocations take of their bearers, and its sums, so that how much is left is read without looking at the
 * allocations, however many there are. Like the taken runs, the rows mirror the live allocations and have no history of
 * their own; the database refuses a sum below zero.
 */
export class Loads {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** @param allocation the id of the attribute that carries the resource */
  async add(allocation: number, loads: readonly Load[]): Promise<void> {
    if (loads.length === 0) return;
    const rows = loads.map((_, index) => `($1, $${index * 3 + 2}, $${index * 3 + 3}, $${index * 3 + 4})`);
    const values: SqlValue[] = loads.flatMap(({ bearer, quantity, amount }) => [bearer, quantity, amount]);
    await this.#connection.run(
      `insert into allocation_loads (attribute_id, bearer_id, quantity, amount) values ${rows.join(', ')}`,
      [allocation, ...values],
    );
    const sums = loads.map((_, index) => `($${index * 3 + 1}, $${index * 3 + 2}, $${index * 3 + 3})`);
    await this.#connection.run(
      `insert into loads (bearer_id, quantity, total) values ${sums.join(', ')}
        on conflict (bearer_id, quantity) do update set total = loads.total + excluded.total`,
      values,
    );
  }

  /** Takes back what an allocation takes: of every bearer, or of one. */
  async remove(allocation: number, bearer?: number): Promise<void> {
    const values = bearer === undefined ? [allocation] : [allocation, bearer];
    const meant = `attribute_id = $1${bearer === undefined ? '' : ' and bearer_id = $2'}`;
    await this.#connection.run(
      `update loads set total = total - (select amount from allocation_loads l
          where l.attribute_id = $1 and l.bearer_id = loads.bearer_id and l.quantity = loads.quantity)
        where (bearer_id, quantity) in (select bearer_id, quantity from allocation_loads where ${meant})`,
      values,
    );
    await this.#connection.run(`delete from allocation_loads where ${meant}`, values);
  }

  /** Forgets a bearer that is gone, with all that it bears. */
  async forget(bearer: number): Promise<void> {
    if ((await this.#connection.run('delete from loads where bearer_id = $1', [bearer])) === 0) return;
    await this.#connection.run('delete from allocation_loads where bearer_id = $1', [bearer]);
  }
}
