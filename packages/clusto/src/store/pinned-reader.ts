import { Reader } from './reader.ts';

/** Reads at one version, which is found out once and known from then on. */
export class PinnedReader extends Reader {
  readonly #version: () => Promise<number>;

  constructor(version: () => Promise<number>, ...parts: ConstructorParameters<typeof Reader>) {
    super(...parts);
    this.#version = version;
  }

  override versionNumber(): Promise<number> {
    return this.#version();
  }
}
