import { failure } from '../../base/errors.ts';
import { ResourceManager } from '../../drivers/resources/resource-manager.ts';
import { claimKey, nothingApplied } from './applied-content.ts';
import { type DeclaredEntity, whereOf } from './declared-entity.ts';
import { declaredValue } from './file-value.ts';
import { type LiveClaim, type LiveEntity } from './live-entity.ts';
import { type Comparing, compareValue } from './comparing.ts';
import { resourceText } from './resource-text.ts';
import { type WantedAllocation } from './wanted-state.ts';

/** What an entity has of a manager. */
export interface HeldClaim {
  readonly manager: string;
  /** As it is compared. */
  readonly resource: string;
  readonly claim: LiveClaim;
}

/** What an entity was given, as it is compared with what files want. */
export function heldClaims({ inventory, directory }: Comparing, live: LiveEntity | undefined): HeldClaim[] {
  return (live?.claims ?? []).flatMap((claim): HeldClaim[] => {
    const carrier = live?.attributes.find(({ id }) => id === claim.id);
    if (carrier === undefined) return [];
    const { manager: id, managerName: name, managerType: type, managerDriver: driver } = claim;
    const value = declaredValue(carrier);
    const known = value.datatype === 'relation' ? { ...value, name: directory.fileName(value.name) } : value;
    return [
      {
        manager: directory.fileName(name),
        resource: resourceText(inventory.wrap({ id, name, type, driver }), known),
        claim,
      },
    ];
  });
}

interface ReadAllocation {
  readonly allocation: WantedAllocation;
  /** Null for whatever the manager chooses. */
  readonly resource: string | null;
}

/** Compares what an entity was given by managers. */
export class AllocationComparison {
  readonly #on: Comparing;
  readonly #name: string;
  readonly #live: LiveEntity | undefined;
  readonly #read: ReadAllocation[] = [];

  constructor(on: Comparing, name: string, live: LiveEntity | undefined) {
    this.#on = on;
    this.#name = name;
    this.#live = live;
  }

  /** What the files say. */
  get keys(): string[] {
    return this.#read.map(({ allocation, resource }) => claimKey(allocation.manager, resource));
  }

  async read(declared: DeclaredEntity): Promise<void> {
    for (const one of declared.allocations) {
      const where = whereOf(declared, one);
      await this.#on.problems.try(where, async () => {
        const manager = await this.#on.directory.future(one.manager);
        if (!(manager instanceof ResourceManager))
          throw failure('ENTITY_WRONG_DRIVER', { thing: manager, expected: ResourceManager });
        if (one.resource?.datatype === 'relation') await this.#on.directory.require(one.resource.name);
        const resource = one.resource === undefined ? null : resourceText(manager, one.resource);
        this.#read.push({ allocation: { ...one, where }, resource });
      });
    }
  }

  async compare(): Promise<void> {
    const { directory, inventory, steps, applied } = this.#on;
    const left = heldClaims(this.#on, this.#live);
    const said = new Set((applied.get(this.#name) ?? nothingApplied).allocations);
    // those that name a resource first: the others are content with any that is left
    const inOrder = this.#read.toSorted(
      (one, other) => Number(one.resource === null) - Number(other.resource === null),
    );
    for (const { allocation, resource } of inOrder) {
      const { manager } = allocation;
      const index = left.findIndex(
        (held) => held.manager === manager && (resource === null || held.resource === resource),
      );
      if (index >= 0) {
        left.splice(index, 1);
        continue;
      }
      const key = claimKey(manager, resource);
      const compared = { live: '', wanted: key, applied: said.has(key) ? key : undefined };
      const decision = await compareValue(this.#on, compared, async () => {
        const ids = { entity_id: directory.row(this.#name)?.id ?? 0, manager_id: directory.row(manager)?.id ?? 0 };
        const what = resource ?? `what ${manager} gave`;
        return [`${what} was taken back from ${this.#name}`, await inventory.reader.state.ended('allocations', ids)];
      });
      if (decision === 'change' && !directory.isLeftOut(manager))
        steps.allocations.push({ entity: this.#name, allocation });
    }
  }
}
