import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { describe, test } from 'vitest';
import { ClustoException } from '../../packages/clusto/src/base/errors.ts';
import { type Amounts, quantities } from '../../packages/clusto/src/drivers/machines/machine-demand.ts';
import { VMManager } from '../../packages/clusto/src/drivers/machines/vm-manager.ts';
import type { Session } from '../../packages/clusto/src/inventory/session.ts';
import { databases } from '../support/databases.ts';
import { shareInventory } from '../support/open-inventory.ts';
import { expectIntegrity } from '../support/race-integrity.ts';
import { createHost, createMachine, setAmounts, vmDrivers } from '../support/vm-hosts.ts';

/** Which hosts each manager has, and how much of each quantity each host has. */
const managers = { near: ['h0', 'h1', 'h2'], far: ['h3'] } as const;
type ManagerName = keyof typeof managers;
const room = { h0: 4, h1: 5, h2: 6, h3: 5 } as const;
type HostName = keyof typeof room;
const hosts = Object.keys(room) as HostName[];
const machines = ['v0', 'v1', 'v2', 'v3', 'v4'] as const;
type MachineName = (typeof machines)[number];

interface Held {
  readonly machine: MachineName;
  readonly manager: ManagerName;
  host: HostName;
  movingTo: HostName | null;
  reserved: Amounts;
}

const amount = fc.integer({ min: 1, max: 4 });
const manager = fc.constantFrom(...(Object.keys(managers) as ManagerName[]));
const machine = fc.constantFrom(...machines);
const host = fc.constantFrom(...hosts);
const pick = <Name extends string>(...all: readonly Name[]): fc.Arbitrary<Name> => fc.constantFrom(...all);
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: pick('choose'), manager, machine }) },
  { weight: 2, arbitrary: fc.record({ do: pick('name'), manager, machine, host, force: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ do: pick('beginMove'), manager, machine, host, force: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ do: pick('free', 'endMove', 'cancelMove', 'undo'), manager, machine }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: pick('ask'), machine, memory: amount, disk: amount, cpucount: amount }),
  },
  { weight: 2, arbitrary: fc.record({ do: pick('resize'), manager, machine, force: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: pick('reserve', 'unreserve'), host }) },
  { weight: 1, arbitrary: fc.record({ do: pick('replaceMachine', 'deleteAttribute'), machine }) },
  { weight: 1, arbitrary: fc.record({ do: pick('replaceHost'), host }) },
  { weight: 1, arbitrary: fc.record({ do: pick('replaceManager'), manager }) },
);
type Step = typeof step extends fc.Arbitrary<infer One> ? One : never;

const owner = (name: HostName): ManagerName => (name === 'h3' ? 'far' : 'near');
const nothing: Amounts = { memory: 0, disk: 0, cpucount: 0 };

function plus(one: Amounts, other: Amounts): Amounts {
  return {
    memory: one.memory + other.memory,
    disk: one.disk + other.disk,
    cpucount: one.cpucount + other.cpucount,
  };
}

/** Runs steps on an inventory and on a list, and compares them after each. */
class Trial {
  readonly #clusto: Session;
  #held: Held[] = [];
  #asked = new Map<MachineName, Amounts>();
  #closed = new Set<HostName>();
  /** Hosts that were given more than they have, on purpose. */
  readonly #overfull = new Set<HostName>();

  constructor(clusto: Session) {
    this.#clusto = clusto;
  }

  async run(steps: readonly Step[]): Promise<void> {
    for (const name of hosts) await this.#makeHost(name);
    for (const name of Object.keys(managers) as ManagerName[]) await this.#makeManager(name);
    for (const name of machines) await this.#makeMachine(name);
    for (const one of steps) {
      await this.#step(one);
      await this.#compare();
    }
    await this.#comparePast();
  }

  async clear(): Promise<void> {
    for (const thing of await this.#clusto.getByNames([...hosts, ...machines, ...Object.keys(managers)]))
      await thing?.delete();
  }

  async #makeHost(name: HostName): Promise<void> {
    await createHost(this.#clusto, name, { memory: room[name], disk: room[name], cpucount: room[name] });
  }

  async #makeManager(name: ManagerName): Promise<void> {
    const made = await this.#clusto.create(VMManager, name);
    for (const one of managers[name]) await made.insert(await this.#clusto.getByName(one));
  }

  async #makeMachine(name: MachineName): Promise<void> {
    await createMachine(this.#clusto, name, { memory: 1, disk: 2, cpucount: 1 });
    this.#asked.set(name, { memory: 1, disk: 2, cpucount: 1 });
  }

  #manager(name: ManagerName): Promise<VMManager> {
    return this.#clusto.getByName(name, VMManager);
  }

  // ---- the list

  #used(name: HostName): Amounts {
    return this.#held
      .filter((one) => one.host === name || one.movingTo === name)
      .reduce((sum, { reserved }) => plus(sum, reserved), nothing);
  }

  #fits(name: HostName, demand: Amounts): boolean {
    const sum = plus(this.#used(name), demand);
    return !this.#closed.has(name) && quantities.every((quantity) => sum[quantity] <= room[name]);
  }

  #share(name: MachineName): Held | undefined {
    return this.#held.find((one) => one.machine === name);
  }

  #drop(...gone: readonly (Held | undefined)[]): void {
    this.#held = this.#held.filter((one) => !gone.includes(one));
  }

  #mark(): void {
    for (const name of hosts)
      if (quantities.some((quantity) => this.#used(name)[quantity] > room[name])) this.#overfull.add(name);
  }

  // ---- both

  async #step(one: Step): Promise<void> {
    switch (one.do) {
      case 'choose':
      case 'name':
        return this.#place(one);
      case 'beginMove':
        return this.#beginMove(one);
      case 'ask': {
        const { machine: name, memory, disk, cpucount } = one;
        this.#asked.set(name, { memory, disk, cpucount });
        return setAmounts(await this.#clusto.getByName(name), { memory, disk, cpucount });
      }
      case 'reserve':
      case 'unreserve':
        await (await this.#manager(owner(one.host)))[one.do](one.host);
        if (one.do === 'reserve') this.#closed.add(one.host);
        else this.#closed.delete(one.host);
        return undefined;
      case 'replaceMachine':
        await this.#clusto.delete(one.machine);
        this.#drop(this.#share(one.machine));
        return this.#makeMachine(one.machine);
      case 'deleteAttribute':
        await (await this.#clusto.getByName(one.machine)).delAttrs({ key: 'vmmanager', subkey: 'allocated_disk' });
        return this.#drop(this.#share(one.machine));
      case 'replaceHost':
        return this.#replaceHost(one.host);
      case 'replaceManager':
        await this.#clusto.delete(one.manager);
        this.#drop(...this.#held.filter((share) => share.manager === one.manager));
        for (const name of managers[one.manager]) this.#closed.delete(name);
        return this.#makeManager(one.manager);
      default:
        return this.#change(one);
    }
  }

  async #place(one: Extract<Step, { readonly do: 'choose' | 'name' }>): Promise<void> {
    const { machine: name, manager: by } = one;
    const demand = this.#asked.get(name) as Amounts;
    const own: readonly HostName[] = managers[by];
    const best = own.filter((each) => this.#fits(each, demand)).sort((a, b) => room[a] - room[b])[0];
    const [thing, giver] = [await this.#clusto.getByName(name), await this.#manager(by)];
    const [wanted, force] = one.do === 'name' ? [one.host, one.force] : [undefined, false];
    const result = await code(giver.allocate(thing, wanted, { force }));
    if (wanted !== undefined && !own.includes(wanted)) return assert.equal(result, 'VM_HOST_FOREIGN');
    if (this.#share(name)) return assert.equal(result, 'VM_PLACED');
    const target = wanted === undefined ? best : this.#fits(wanted, demand) || force ? wanted : undefined;
    const refusal = wanted === undefined ? 'VM_NO_HOST' : 'VM_HOST_FULL';
    assert.equal(result, target === undefined ? refusal : 'done');
    if (target !== undefined)
      this.#held.push({ machine: name, manager: by, host: target, movingTo: null, reserved: demand });
    if (force) this.#mark();
    return undefined;
  }

  async #beginMove(one: Extract<Step, { readonly do: 'beginMove' }>): Promise<void> {
    const { machine: name, manager: by, host: to, force } = one;
    const own: readonly HostName[] = managers[by];
    const share = this.#share(name);
    const fits = share !== undefined && (force || this.#fits(to, share.reserved));
    const thing = await this.#clusto.getByName(name);
    const result = await code((await this.#manager(by)).beginMove(thing, to, { force }));
    if (!own.includes(to)) return assert.equal(result, 'VM_HOST_FOREIGN');
    if (share === undefined) return assert.equal(result, 'VM_NOT_PLACED');
    if (share.manager !== by) return assert.equal(result, 'VM_HOST_FOREIGN');
    if (share.movingTo !== null) return assert.equal(result, share.movingTo === to ? 'done' : 'VM_MOVING');
    if (share.host === to) return assert.equal(result, 'VM_PLACED');
    assert.equal(result, fits ? 'done' : 'VM_HOST_FULL');
    if (fits) share.movingTo = to;
    if (force) this.#mark();
    return undefined;
  }

  async #change(
    one: Extract<Step, { readonly do: 'free' | 'endMove' | 'cancelMove' | 'undo' | 'resize' }>,
  ): Promise<void> {
    const [thing, giver] = [await this.#clusto.getByName(one.machine), await this.#manager(one.manager)];
    const share = this.#share(one.machine);
    const isOwn = share?.manager === one.manager;
    if (one.do === 'free') {
      await giver.deallocate(thing);
      if (isOwn) this.#drop(share);
      return;
    }
    if (one.do === 'undo') {
      const undone = this.#clusto.transaction(async () => {
        await giver.allocate(thing).catch(() => undefined);
        await giver.move(thing).catch(() => undefined);
        await giver.deallocate(thing);
        throw new Error('undone');
      });
      await assert.rejects(undone, /undone/);
      return;
    }
    const force = 'force' in one && one.force;
    const result = await code(one.do === 'resize' ? giver.resize(thing, { force }) : giver[one.do](thing));
    if (share === undefined) return assert.equal(result, 'VM_NOT_PLACED');
    if (!isOwn) return assert.equal(result, 'VM_HOST_FOREIGN');
    if (one.do === 'resize') return this.#resized(share, force, result);
    if (one.do === 'endMove') {
      assert.equal(result, share.movingTo === null ? 'VM_NOT_MOVING' : 'done');
      share.host = share.movingTo ?? share.host;
    }
    share.movingTo = null;
  }

  #resized(share: Held, force: boolean, result: string): void {
    if (share.movingTo !== null) return assert.equal(result, 'VM_MOVING');
    const demand = this.#asked.get(share.machine) as Amounts;
    const used = this.#used(share.host);
    const fits = quantities.every((quantity) => {
      const more = demand[quantity] - share.reserved[quantity];
      return more <= 0 || used[quantity] + more <= room[share.host];
    });
    assert.equal(result, fits || force ? 'done' : 'VM_HOST_FULL');
    if (fits || force) share.reserved = demand;
    if (force) this.#mark();
    return undefined;
  }

  async #replaceHost(name: HostName): Promise<void> {
    await this.#clusto.delete(name);
    this.#drop(...this.#held.filter((share) => share.host === name));
    for (const share of this.#held) if (share.movingTo === name) share.movingTo = null;
    this.#closed.delete(name);
    this.#overfull.delete(name);
    await this.#makeHost(name);
    const by = await this.#manager(owner(name));
    // back in its place: the order of insertion decides between equals only, and no two are equal
    await by.insert(await this.#clusto.getByName(name));
  }

  async #compare(): Promise<void> {
    for (const name of Object.keys(managers) as ManagerName[]) {
      const by = await this.#manager(name);
      const { hosts: each } = await by.capacity();
      for (const {
        host: { name: found },
        memory,
        disk,
        cpucount,
        machines: count,
        isReserved,
      } of each) {
        const there = found as HostName;
        const used = { memory: memory.used, disk: disk.used, cpucount: cpucount.used };
        assert.deepEqual({ there, ...used }, { there, ...this.#used(there) });
        assert.equal(count, this.#held.filter((share) => share.host === there).length);
        assert.equal(isReserved, this.#closed.has(there));
        if (!this.#overfull.has(there)) for (const quantity of quantities) assert(used[quantity] <= room[there]);
      }
      const listed = (await by.machines()).map(({ machine: thing, host: on, movingTo, reserved }) => ({
        machine: thing.name,
        host: on.name,
        movingTo: movingTo?.name ?? null,
        reserved,
      }));
      const expected = this.#held
        .filter((share) => share.manager === name)
        .map(({ machine: thing, host: on, movingTo, reserved }) => ({ machine: thing, host: on, movingTo, reserved }));
      const byName = (one: { machine: string }, other: { machine: string }): number =>
        one.machine < other.machine ? -1 : 1;
      assert.deepEqual(listed.sort(byName), expected.sort(byName));
    }
  }

  /** What the sums say is what the attributes of the machines say. */
  async #comparePast(): Promise<void> {
    const then = this.#clusto.at(await this.#clusto.version());
    for (const name of Object.keys(managers)) {
      const shown = async (session: Session): Promise<unknown> => {
        const { hosts: each, total } = await (await session.getByName(name, VMManager)).capacity();
        return { total, hosts: each.map(({ host: on, ...capacity }) => ({ host: on.name, ...capacity })) };
      };
      assert.deepEqual(await shown(then), await shown(this.#clusto));
    }
  }
}

const code = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: unknown) => {
      if (error instanceof ClustoException) return error.code;
      throw error;
    },
  );

describe.each(databases)('random placements on $name', (kind) => {
  const inventory = shareInventory(kind, vmDrivers);
  const numRuns = kind.name === 'sqlite' ? 40 : 4;

  test('are what a person with a list would make of them', { timeout: 300_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 40 }), async (steps) => {
        const trial = new Trial(inventory.clusto);
        try {
          await trial.run(steps);
          await expectIntegrity(inventory.dsn);
        } finally {
          await trial.clear();
        }
      }),
      { numRuns },
    );
    await expectIntegrity(inventory.dsn);
  });
});
