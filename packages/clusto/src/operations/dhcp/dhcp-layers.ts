import type { DhcpLayer } from './dhcp-layer.ts';

/** Layers one upon the other, nearest first; hosts in the same containers share it. */
interface Chain {
  readonly key: string;
  readonly layers: DhcpLayer[];
  users: number;
}

/** The layers of an inventory, each once, and the chains of them that hosts have. */
export class DhcpLayers {
  readonly #layers = new Map<number, DhcpLayer>();
  readonly #chains = new Map<string, Chain>();
  readonly #chainOf = new Map<readonly DhcpLayer[], Chain>();

  /** Whether the layer of an entity has been read. */
  has(entity: number): boolean {
    return this.#layers.has(entity);
  }

  /** Takes a layer in; where there was one of its entity, every host below has the new one at once. */
  put(layer: DhcpLayer): void {
    const before = this.#layers.get(layer.entity);
    this.#layers.set(layer.entity, layer);
    if (before === undefined) return;
    for (const { layers } of this.#chains.values()) {
      const at = layers.indexOf(before);
      if (at >= 0) layers[at] = layer;
    }
  }

  /** Forgets the layer of an entity that says nothing any more; those below are to be read again. */
  remove(entity: number): void {
    this.#layers.delete(entity);
  }

  /** The chain of the layers of these entities, which have been taken in; who uses it lets go of it by `release`. */
  chain(entities: readonly number[]): readonly DhcpLayer[] {
    const key = entities.join(',');
    let chain = this.#chains.get(key);
    if (chain === undefined) {
      chain = { key, layers: entities.map((id) => this.#layers.get(id) as DhcpLayer), users: 0 };
      this.#chains.set(key, chain);
      this.#chainOf.set(chain.layers, chain);
    }
    chain.users += 1;
    return chain.layers;
  }

  release(layers: readonly DhcpLayer[]): void {
    const chain = this.#chainOf.get(layers);
    if (chain === undefined) return;
    chain.users -= 1;
    if (chain.users > 0) return;
    this.#chains.delete(chain.key);
    this.#chainOf.delete(layers);
  }
}
