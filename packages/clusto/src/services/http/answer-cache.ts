import { LRUCache } from 'lru-cache';
import { type Clusto } from '../../operations/clusto.ts';

/** An answer as it is sent. */
export interface ReadyAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text?: string;
}

/** What an entry takes beside its bytes, about. */
const overhead = 1000;
/** A larger answer would drive out many that are asked for more often. */
const largest = 1 / 16;

/**
 * Answers of reads, for whoever asks the same of the same version and sees as much. As a version never changes, none of them
 * becomes wrong; those that nobody asks for any more make room.
 */
export class AnswerCache {
  readonly #bytes: number;
  // another inventory has other kinds of entities and other settings
  readonly #answers = new WeakMap<Clusto, LRUCache<string, ReadyAnswer>>();

  /** @param bytes how much it may hold; nothing for 0 */
  constructor(bytes: number) {
    this.#bytes = bytes;
  }

  /** The part for an inventory; undefined where nothing is to be kept. */
  of(inventory: Clusto): Pick<LRUCache<string, ReadyAnswer>, 'get' | 'set'> | undefined {
    if (this.#bytes === 0) return undefined;
    const known = this.#answers.get(inventory);
    if (known !== undefined) return known;
    const answers = new LRUCache<string, ReadyAnswer>({
      maxSize: this.#bytes,
      maxEntrySize: Math.ceil(this.#bytes * largest),
      // a character takes one byte or two
      sizeCalculation: ({ text = '' }, key) => 2 * (text.length + key.length) + overhead,
    });
    this.#answers.set(inventory, answers);
    return answers;
  }
}
