import type { XmlElement } from '@rgrove/parse-xml';
import { failure } from '../../base/errors.ts';

/** An element of what libvirt has written, with the few ways in which it is asked here. */
export class ReadXml {
  readonly #element: XmlElement;

  private constructor(element: XmlElement) {
    this.#element = element;
  }

  /** @throws HYPERVISOR_FAILED for what is no XML */
  static async parse(text: string, host: string, step: string): Promise<ReadXml> {
    // only a few commands read XML, and the others start faster without
    const { parseXml } = await import('@rgrove/parse-xml');
    try {
      const { root } = parseXml(text);
      if (root) return new ReadXml(root);
    } catch (error) {
      throw failure('HYPERVISOR_FAILED', { host, step, reason: 'its answer is no XML' }, error);
    }
    throw failure('HYPERVISOR_FAILED', { host, step, reason: 'its answer is empty' });
  }

  /** The elements at the end of a path of names. */
  all(...path: readonly string[]): ReadXml[] {
    let found = [this.#element];
    for (const name of path)
      found = found.flatMap((one) =>
        one.children.filter((child): child is XmlElement => 'name' in child && child.name === name),
      );
    return found.map((one) => new ReadXml(one));
  }

  /** The text in the first element of a path. */
  text(...path: readonly string[]): string | undefined {
    const [first] = this.all(...path);
    return first === undefined ? undefined : first.#element.text.trim();
  }

  attribute(name: string): string | undefined {
    return this.#element.attributes[name];
  }

  /** A size of libvirt in bytes: a number with a unit, KiB where none is named. */
  bytes(name: string): number | undefined {
    const [size] = this.all(name);
    if (size === undefined) return undefined;
    const unit = (size.attribute('unit') ?? 'KiB').toLowerCase();
    const factor = { b: 1, bytes: 1, kib: 2 ** 10, k: 2 ** 10, mib: 2 ** 20, m: 2 ** 20, gib: 2 ** 30, g: 2 ** 30 }[
      unit
    ];
    return factor === undefined ? undefined : Number(size.#element.text.trim()) * factor;
  }
}
