import type { EntityRow } from '../store/rows.ts';

/** What every thing in the inventory is, before a driver gives it behaviour: an identity with a name, a type and a driver. */
export abstract class Entity {
  readonly id: number;
  #row: EntityRow;

  constructor(row: EntityRow) {
    this.id = row.id;
    this.#row = row;
  }

  get name(): string {
    return this.#row.name;
  }

  /** The coarse category: `server`, `rack`, `pool`, … */
  get type(): string {
    return this.#row.type;
  }

  /** The name of the driver class. */
  get driver(): string {
    return this.#row.driver;
  }

  /** After a rename through this object. */
  protected become(row: EntityRow): void {
    this.#row = row;
  }

  /** Whether both stand for the same entity, whatever its name was when they were read. */
  equals(other: unknown): boolean {
    return other instanceof Entity && other.id === this.id;
  }

  /** `PenguinServer(name=s0001, type=server, driver=penguinserver)` */
  toString(): string {
    return `${this.constructor.name}(name=${this.name}, type=${this.type}, driver=${this.driver})`;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString();
  }

  toJSON(): { name: string; type: string; driver: string } {
    return { name: this.name, type: this.type, driver: this.driver };
  }
}

/** After its creation was undone: SQLite gives the id to the next entity, which this object must not stand for. */
export function disown(entity: Entity): void {
  (entity as { id: number }).id = 0;
}
