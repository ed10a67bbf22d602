import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { describe, test } from 'vitest';
import { formatIp, parseIp } from '../../packages/clusto/src/base/ip.ts';
import { ClustoException } from '../../packages/clusto/src/base/errors.ts';
import { IPManager } from '../../packages/clusto/src/drivers/resources/ip-manager.ts';
import { placeOf } from '../../packages/clusto/src/drivers/resources/ip-range.ts';
import { ResourceManager } from '../../packages/clusto/src/drivers/resources/resource-manager.ts';
import { SimpleNameManager } from '../../packages/clusto/src/drivers/resources/simple-name-manager.ts';
import { Driver } from '../../packages/clusto/src/inventory/driver.ts';
import type { Session } from '../../packages/clusto/src/inventory/session.ts';
import { databases } from '../support/databases.ts';
import { shareInventory } from '../support/open-inventory.ts';

/** What a space of resources is to a person: which resource, whose, of which manager. */
interface Held {
  readonly resource: string;
  readonly thing: string;
  readonly manager: string;
}

/** One kind of manager, with what a person expects of it. */
interface World {
  readonly resources: readonly string[];
  readonly managers: Readonly<Record<string, (clusto: Session) => Promise<ResourceManager>>>;
  covers(manager: string, resource: string): boolean;
  /** The order in which a manager chooses. */
  choices(manager: string): readonly string[];
  /** The sequence, and the place of a resource in it. */
  place(resource: string): readonly [string, bigint];
}

const host = (index: number): string => formatIp({ family: 4, value: parseIp('10.0.0.0').value + BigInt(index) });
const hosts = (from: number, to: number, skipped: readonly number[]): string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index)
    .filter((index) => !skipped.includes(index))
    .map(host);

const addresses: World = {
  resources: hosts(0, 15, []),
  managers: {
    outer: (clusto) => clusto.create(IPManager, 'outer', { baseip: '10.0.0.0', netmask: '28', gateway: '10.0.0.1' }),
    inner: (clusto) => clusto.create(IPManager, 'inner', { baseip: '10.0.0.2', netmask: '29', gateway: '10.0.0.5' }),
  },
  covers: (manager, resource) => manager === 'outer' || Number(resource.split('.')[3]) < 8,
  choices: (manager) => (manager === 'outer' ? hosts(1, 14, [1, 5]) : hosts(2, 6, [5])),
  place: (resource) => ['ip', placeOf(parseIp(resource))],
};

const numbered = (first: number): string[] => Array.from({ length: 10 - first }, (_, index) => `n${first + index}`);
const names: World = {
  resources: [...numbered(0), 'other'],
  managers: {
    low: (clusto) => clusto.create(SimpleNameManager, 'low', { basename: 'n', digits: 1 }),
    high: (clusto) => clusto.create(SimpleNameManager, 'high', { basename: 'n', digits: 1, next: 6 }),
  },
  covers: () => true,
  choices: (manager) => numbered(manager === 'low' ? 0 : 6),
  place: (resource) => ['simplename/1/n', resource === 'other' ? 99n : BigInt(resource.slice(1))],
};

const things = ['t', 'u'];

type Step =
  | { readonly do: 'choose' | 'clear' | 'replaceManager'; readonly manager: string; readonly thing: string }
  | {
      readonly do: 'ask' | 'force' | 'free' | 'deleteAttribute' | 'undo';
      readonly manager: string;
      readonly thing: string;
      readonly resource: string;
    }
  | { readonly do: 'replaceThing'; readonly thing: string };

type NamedStep = Extract<Step, { readonly resource: string }>;

function steps({ resources, managers }: World): fc.Arbitrary<Step[]> {
  const manager = fc.constantFrom(...Object.keys(managers));
  // a manager can be who reserves
  const thing = fc.constantFrom(...things, ...Object.keys(managers));
  const resource = fc.constantFrom(...resources);
  const pick = <Name extends string>(...all: readonly Name[]): fc.Arbitrary<Name> => fc.constantFrom(...all);
  return fc.array(
    fc.oneof(
      { weight: 4, arbitrary: fc.record({ do: pick('choose'), manager, thing }) },
      { weight: 3, arbitrary: fc.record({ do: pick('ask', 'force', 'free', 'undo'), manager, thing, resource }) },
      { weight: 1, arbitrary: fc.record({ do: pick('deleteAttribute'), manager, thing, resource }) },
      { weight: 1, arbitrary: fc.record({ do: pick('clear', 'replaceManager'), manager, thing }) },
      { weight: 1, arbitrary: fc.record({ do: pick('replaceThing'), thing: fc.constantFrom(...things) }) },
    ),
    { maxLength: 25 },
  );
}

const code = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: unknown) => {
      if (error instanceof ClustoException) return error.code;
      throw error;
    },
  );

/** Runs steps on an inventory and on a list, and compares them after each. */
class Trial {
  readonly #clusto: Session;
  readonly #world: World;
  #held: Held[] = [];

  constructor(clusto: Session, world: World) {
    this.#clusto = clusto;
    this.#world = world;
  }

  async run(trial: readonly Step[]): Promise<void> {
    for (const make of Object.values(this.#world.managers)) await make(this.#clusto);
    for (const name of things) await this.#clusto.create(Driver, name);
    for (const step of trial) {
      await this.#step(step);
      await this.#compare();
    }
  }

  #manager(name: string): Promise<ResourceManager> {
    return this.#clusto.getByName(name, ResourceManager);
  }

  async #step(step: Step): Promise<void> {
    if (step.do === 'replaceThing') {
      await this.#clusto.delete(step.thing);
      this.#held = this.#held.filter(({ thing }) => thing !== step.thing);
      await this.#clusto.create(Driver, step.thing);
      return;
    }
    const [manager, thing] = [await this.#manager(step.manager), await this.#clusto.getByName(step.thing)];
    if (step.do === 'choose') {
      const free = this.#world.choices(step.manager).find((one) => !this.#isHeld(one));
      const result = await code(manager.allocate(thing));
      assert.equal(result === 'done', free !== undefined);
      if (free !== undefined) this.#held.push({ resource: free, thing: step.thing, manager: step.manager });
    } else if (step.do === 'clear') {
      await manager.deallocate(thing);
      this.#held = this.#held.filter((one) => one.thing !== step.thing || one.manager !== step.manager);
    } else if (step.do === 'replaceManager') {
      await manager.delete();
      this.#held = this.#held.filter((one) => one.manager !== step.manager && one.thing !== step.manager);
      await (this.#world.managers[step.manager] as (clusto: Session) => Promise<ResourceManager>)(this.#clusto);
    } else if ('resource' in step) await this.#named(step, manager, thing);
  }

  async #named(step: NamedStep, manager: ResourceManager, thing: Driver): Promise<void> {
    const { resource } = step;
    const given = { resource, thing: step.thing, manager: step.manager };
    const isCovered = this.#world.covers(step.manager, resource);
    if (step.do === 'deleteAttribute') {
      const [attribute] = (await manager.resources(thing)).slice(-1);
      if (attribute === undefined) return;
      await thing.delAttrs({ key: attribute.key, number: attribute.number, subkey: 'manager' });
      const index = this.#held.findLastIndex((one) => one.thing === step.thing);
      this.#held = this.#held.filter((_, place) => place !== index);
    } else if (step.do === 'undo') {
      const undone = this.#clusto.transaction(async () => {
        await manager.allocate(thing).catch(() => undefined);
        await manager.deallocate(thing);
        throw new Error('undone');
      });
      await assert.rejects(undone, /undone/);
    } else if (step.do === 'free') {
      const mine = this.#held.filter((one) => one.resource === resource && one.thing === step.thing);
      const own = this.#held.filter((one) => one.resource === resource && one.manager === step.manager);
      const result = await code(manager.deallocate(thing, resource));
      if (!isCovered) assert.equal(result, 'RESOURCE_TYPE_INVALID');
      else assert.equal(result, own.length > 0 && mine.length === 0 ? 'RESOURCE_NOT_ASSIGNED' : 'done');
      if (isCovered) this.#held = this.#held.filter((one) => JSON.stringify(one) !== JSON.stringify(given));
    } else {
      const force = step.do === 'force';
      const result = await code(manager.allocate(thing, resource, { force }));
      if (!isCovered) assert.equal(result, 'RESOURCE_TYPE_INVALID');
      else if (this.#isHeld(resource) && !force) assert.equal(result, 'RESOURCE_TAKEN');
      else {
        assert.equal(result, 'done');
        this.#held.push(given);
      }
    }
  }

  #isHeld(resource: string): boolean {
    return this.#held.some((one) => one.resource === resource);
  }

  async #compare(): Promise<void> {
    const [first, ...others] = Object.keys(this.#world.managers) as [string, ...string[]];
    const manager = await this.#manager(first);
    for (const name of [first, ...others])
      assert.equal(await (await this.#manager(name)).count(), this.#held.filter((one) => one.manager === name).length);
    for (const thing of [...things, first, ...others]) {
      const count = (await manager.resources(await this.#clusto.getByName(thing))).length;
      assert.equal(count, this.#held.filter((one) => one.thing === thing).length);
    }
    for (const resource of this.#world.resources) {
      const owners = (await manager.owners(resource)).map(({ name }) => name);
      assert.deepEqual(
        owners,
        this.#held.filter((one) => one.resource === resource).map(({ thing }) => thing),
      );
    }
    await this.#clusto.write(async (writer) => {
      for (const resource of this.#world.resources.filter((one) => one !== 'other')) {
        const [sequence, place] = this.#world.place(resource);
        const isMarked = (await writer.taken.nextFree(sequence, place)) !== place;
        assert.equal(`${resource} ${isMarked}`, `${resource} ${this.#isHeld(resource)}`);
      }
    });
  }
}

describe.each(databases)('random allocations on $name', (kind) => {
  const inventory = shareInventory(kind, [IPManager, SimpleNameManager]);
  const numRuns = kind.name === 'sqlite' ? 60 : 8;

  test.each([
    ['addresses', addresses],
    ['names', names],
  ] as const)('of %s are what a person with a list would make of them', { timeout: 120_000 }, async (_, world) => {
    await fc.assert(
      fc.asyncProperty(steps(world), async (trial) => {
        const undone = new Error('undone');
        const transaction = inventory.clusto.transaction(async () => {
          await new Trial(inventory.clusto, world).run(trial);
          throw undone;
        });
        await transaction.catch((error: unknown) => {
          if (error !== undone) throw error;
        });
      }),
      { numRuns },
    );
  });
});
