import type { Clusto } from '../clusto.ts';
import { portKey } from './switch-of-source.ts';

type Rows = Awaited<ReturnType<Clusto['reader']['attributes']>>;

/** A network port as attributes say that it is meant. */
export interface IntendedPort {
  /** The id of the thing at the other end. */
  readonly connection?: number;
  readonly otherPort?: number;
  readonly vlan?: string;
  readonly link?: string;
  readonly mac?: string;
}

const names: Readonly<Record<string, keyof IntendedPort>> = {
  connection: 'connection',
  otherportnum: 'otherPort',
  vlan: 'vlan',
  link: 'link',
  mac: 'mac',
};

/** The network ports of many things, as attributes say that they are meant: read in one statement. */
export class PortBook {
  readonly #ports = new Map<number, Map<number, IntendedPort>>();

  private constructor(rows: Rows) {
    for (const { entity, number, subkey, relation, int, string } of rows) {
      const name = names[subkey ?? ''];
      if (name === undefined || number === null) continue;
      const ports = this.#ports.get(entity) ?? new Map<number, IntendedPort>();
      const isText = name === 'vlan' || name === 'link' || name === 'mac';
      const value = isText ? (string ?? String(int)) : Number(relation ?? int);
      this.#ports.set(entity, ports.set(number, { ...ports.get(number), [name]: value }));
    }
  }

  static async read(inventory: Clusto, entities: readonly number[]): Promise<PortBook> {
    return new PortBook(
      entities.length === 0 ? [] : await inventory.reader.attributes({ entities, key: portKey, number: true }),
    );
  }

  port(entity: number, number: number): IntendedPort {
    return this.#ports.get(entity)?.get(number) ?? {};
  }

  /** Ports of an entity of which something is said, with their numbers. */
  ports(entity: number): [number, IntendedPort][] {
    return [...(this.#ports.get(entity) ?? [])];
  }

  /** What is connected to anything in this book. */
  get connected(): number[] {
    const ends = [...this.#ports.values()].flatMap((ports) => [...ports.values()]);
    return [...new Set(ends.flatMap(({ connection }) => (connection === undefined ? [] : [connection])))];
  }
}
