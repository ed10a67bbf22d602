import { failure } from '../../base/errors.ts';
import type { AttributeValue, Driver } from '../../inventory/driver.ts';
import { integer, type PropertyValues } from '../../inventory/property.ts';
import { type Place, ResourceManager, type ResourceWriter } from './resource-manager.ts';

const sequence = 'simplenum';
/** Places are not negative, numbers can be. */
const offset = 2n ** 63n;
const highest = 2n ** 63n - 1n;

/**
 * Hands out integers: the lowest free one from `next` on, also one that was given back (behaviour spec section 12.3). All
 * number managers share what is taken; for numbers of their own, extend the class with another `attrName`.
 */
export class SimpleNumManager extends ResourceManager {
  static override readonly driverName: string = 'simplenummanager';
  static override readonly attrName: string = 'simplenum';
  static override readonly properties = {
    ...ResourceManager.properties,
    maxnum: integer('The highest number; 0 is no limit.'),
    next: integer('The lowest number to hand out.', 0),
  };
  declare readonly propertyTypes: PropertyValues<typeof SimpleNumManager.properties>;

  async #limits(): Promise<{ from: bigint; to: bigint }> {
    const { maxnum, next } = await this.getProperties();
    return { from: BigInt(next ?? 0), to: maxnum ? BigInt(maxnum) : highest };
  }

  /** @throws RESOURCE_TYPE_INVALID for what is no integer, or above `maxnum` */
  protected override async ensureType(resource: unknown): Promise<AttributeValue> {
    const refuse = (reason: string): never => {
      throw failure('RESOURCE_TYPE_INVALID', { resource, manager: this, reason });
    };
    const isInteger =
      typeof resource === 'bigint' ||
      Number.isSafeInteger(resource) ||
      (typeof resource === 'string' && /^-?\d{1,18}$/.test(resource));
    if (!isInteger) return refuse('it is not an integer');
    const number = BigInt(resource as bigint | number | string);
    if (number < -offset || number > highest) return refuse('integers have 64 bits');
    const { to } = await this.#limits();
    if (number > to) return refuse(`the highest is ${to}`);
    return plain(number);
  }

  protected override async allocator(_thing: Driver, writer: ResourceWriter): Promise<AttributeValue> {
    const { from, to } = await this.#limits();
    const number = (await writer.taken.nextFree(this.#sequence, from + offset)) - offset;
    if (number > to) throw failure('NUM_MANAGER_EXHAUSTED', { manager: this, maxnum: to });
    return plain(number);
  }

  protected override async place(resource: AttributeValue): Promise<Place> {
    return { sequence: this.#sequence, position: BigInt(resource as number | bigint) + offset };
  }

  get #sequence(): string {
    return this.attrName === SimpleNumManager.attrName ? sequence : `${sequence}/${this.attrName}`;
  }
}

function plain(number: bigint): number | bigint {
  return Number.isSafeInteger(Number(number)) ? Number(number) : number;
}
