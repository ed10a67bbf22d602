import { failure } from '../../base/errors.ts';
import type { AttributeValue, Driver } from '../../inventory/driver.ts';
import type { PropertyValues } from '../../inventory/property.ts';
import { NamePattern, nameProperties } from './name-pattern.ts';
import { type Place, ResourceManager, type ResourceWriter } from './resource-manager.ts';

const mostAtOnce = 500;

/**
 * Hands out names as resources: the lowest free one from `next` on, also one that was given back (behaviour spec
 * section 12.3).
 */
export class SimpleNameManager extends ResourceManager {
  static override readonly driverName: string = 'simplenamemanager';
  static override readonly attrName: string = 'simplename';
  static override readonly properties = { ...ResourceManager.properties, ...nameProperties };
  declare readonly propertyTypes: PropertyValues<typeof SimpleNameManager.properties>;

  /** @throws MANAGER_INVALID */
  protected async pattern(): Promise<NamePattern> {
    return new NamePattern(this, await this.getProperties());
  }

  override async created(): Promise<void> {
    await super.created();
    await this.pattern();
  }

  /** @throws RESOURCE_TYPE_INVALID for what is no text */
  protected override async ensureType(resource: unknown): Promise<AttributeValue> {
    if (typeof resource === 'string' && resource !== '') return resource;
    throw failure('RESOURCE_TYPE_INVALID', { resource, manager: this, reason: 'a name is a text' });
  }

  protected override async allocator(_thing: Driver, writer: ResourceWriter): Promise<AttributeValue> {
    const pattern = await this.pattern();
    const sequence = sequenceOf(pattern);
    let from = BigInt(pattern.first);
    for (let size = 1; ; size = Math.min(size * 8, mostAtOnce)) {
      const first = Number(await writer.taken.nextFree(sequence, from));
      if (first > pattern.last) throw failure('NAME_MANAGER_EXHAUSTED', { manager: this, digits: pattern.digits });
      const length = Math.min(size, pattern.last - first + 1);
      const names = Array.from({ length }, (_, index) => pattern.format(first + index));
      // managers whose names have another form can have given out the same name
      const resources = names.map((name) => this.resourceKey(name));
      const rows = await writer.allocations({ space: this.attrName, resources });
      const taken = new Set(rows.map(({ resource }) => resource.toString('hex')));
      const free = names.find((_, index) => !taken.has((resources[index] as Buffer).toString('hex')));
      if (free !== undefined) return free;
      from = BigInt(first + length);
    }
  }

  protected override async place(resource: AttributeValue): Promise<Place | undefined> {
    const pattern = await this.pattern();
    const number = typeof resource === 'string' ? pattern.parse(resource) : undefined;
    return number === undefined ? undefined : { sequence: sequenceOf(pattern), position: BigInt(number) };
  }
}

/** Managers that make the same names share a sequence. */
function sequenceOf({ basename, digits, leadingZeros }: NamePattern): string {
  return `simplename/${leadingZeros ? digits : 'any'}/${basename}`;
}
