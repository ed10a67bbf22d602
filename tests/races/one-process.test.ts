import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Driver } from '../../packages/clusto/src/inventory/driver.ts';
import type { Session } from '../../packages/clusto/src/inventory/session.ts';
import { databases, type TestDatabase } from '../support/databases.ts';
import { openInventory } from '../support/race-inventory.ts';

const codeOf = (error: unknown): unknown => (error as { code?: unknown }).code;
const refusal = async (work: Promise<unknown>): Promise<unknown> => work.then(() => 'no error', codeOf);
const sorted = (things: readonly Driver[]): string[] => things.map(({ name }) => name).sort();

describe.each(databases)('tasks of one process on $name', ({ create }) => {
  let database: TestDatabase;
  let clusto: Session;

  beforeEach(async () => {
    database = await create();
    clusto = await openInventory(database.dsn, { idleTimeout: 1000 });
  });
  afterEach(async () => {
    await clusto.close();
    await database[Symbol.asyncDispose]();
  });

  test('read what is committed while a transaction is open, and that it has come when it has', async () => {
    const thing = await clusto.create(Driver, 'present');
    const written = Promise.withResolvers<void>();
    const looked = Promise.withResolvers<void>();
    const transaction = clusto.transaction(async () => {
      await clusto.create(Driver, 'coming');
      await thing.setAttr({ key: 'state', value: 'changed' });
      expect(await thing.attrValue({ key: 'state' })).toBe('changed');
      written.resolve();
      await looked.promise;
    });
    await written.promise;
    expect(await refusal(clusto.getByName('coming'))).toBe('ENTITY_NOT_FOUND');
    expect(await thing.attrValue({ key: 'state' })).toBeUndefined();
    expect(sorted(await clusto.getEntities())).toEqual(['present']);
    const before = await clusto.version();
    looked.resolve();
    await transaction;
    expect(sorted(await clusto.getEntities())).toEqual(['coming', 'present']);
    expect(await clusto.version()).toBe(before + 1);
    expect(sorted(await clusto.at(before).getEntities())).toEqual(['present']);
  });

  test('run their transactions one after the other, each whole', async () => {
    const steps: string[] = [];
    const before = await clusto.version();
    const run = (name: string): Promise<void> =>
      clusto.transaction({ message: name }, async () => {
        for (const step of [1, 2, 3]) {
          await clusto.create(Driver, `${name}-${step}`);
          steps.push(name);
        }
      });
    await Promise.all(['a', 'b', 'c'].map(run));
    expect(steps.join('')).toBe('aaabbbccc');
    expect(sorted(await clusto.at(before + 1).getEntities())).toEqual(['a-1', 'a-2', 'a-3']);
    expect((await clusto.versions({ limit: 3 })).map(({ message }) => message)).toEqual(['c', 'b', 'a']);
  });

  test('write 100 times at once without one getting in the way of another', async () => {
    const before = await clusto.version();
    const counter = await clusto.create(Driver, 'counter');
    const attributes = await Promise.all(
      Array.from({ length: 100 }, (_, value) => counter.addAttr({ key: 'seen', number: true, value })),
    );
    expect(new Set(attributes.map(({ number }) => number)).size).toBe(100);
    expect(await clusto.version()).toBe(before + 101);
    expect(new Set(attributes.map(({ version }) => version)).size).toBe(100);
  });

  test('get one winner and one honest error for one name', async () => {
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => refusal(clusto.create(Driver, 'wanted'))));
    expect(outcomes.map(String).toSorted((one, other) => (one < other ? -1 : 1))).toEqual([
      ...Array.from({ length: 9 }, () => 'NAME_TAKEN'),
      'no error',
    ]);
  });

  test('keep what stands in a transaction when one of its parallel parts fails', async () => {
    const before = await clusto.version();
    const part = (name: string, isGood: boolean): Promise<void> =>
      clusto.transaction(async () => {
        await clusto.create(Driver, name);
        if (!isGood) throw new Error(`${name} is not wanted`);
      });
    await clusto.transaction(async () => {
      const parts = [part('one', true), part('two', false), part('three', true)];
      const outcomes = await Promise.allSettled(parts);
      expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    });
    expect(sorted(await clusto.getEntities())).toEqual(['one', 'three']);
    expect(await clusto.version()).toBe(before + 1);
  });

  test('have an abandoned promise of a transaction in that transaction, or nowhere', async () => {
    let late: Promise<unknown> | undefined;
    await clusto.transaction(async () => {
      await clusto.create(Driver, 'awaited');
      void clusto.create(Driver, 'forgotten');
    });
    expect(sorted(await clusto.getEntities())).toEqual(['awaited', 'forgotten']);
    const version = await clusto.version();
    expect(sorted(await clusto.at(version - 1).getEntities())).toEqual([]);

    const isOver = Promise.withResolvers<void>();
    await clusto.transaction(async () => {
      late = isOver.promise.then(() => refusal(clusto.create(Driver, 'late')));
    });
    isOver.resolve();
    expect(await late).toBe('TRANSACTION_CLOSED');
    expect(sorted(await clusto.getEntities())).toEqual(['awaited', 'forgotten']);
  });

  test('undo with a failed transaction what it left running, which touches no later one', async () => {
    const hasWritten = Promise.withResolvers<void>();
    const mayGoOn = Promise.withResolvers<void>();
    let left: Promise<unknown> | undefined;
    const failed = clusto.transaction(async () => {
      left = refusal(
        clusto.transaction(async () => {
          await clusto.create(Driver, 'left-1');
          hasWritten.resolve();
          await mayGoOn.promise;
          await clusto.create(Driver, 'left-2');
        }),
      );
      await hasWritten.promise;
      throw new Error('changed my mind');
    });
    await expect(failed).rejects.toThrow('changed my mind');
    await clusto.transaction(async () => {
      await clusto.create(Driver, 'next');
      mayGoOn.resolve();
      expect(await left).toBe('TRANSACTION_CLOSED');
    });
    expect(sorted(await clusto.getEntities())).toEqual(['next']);
  });

  test('get their turn after a transaction that never ends', async () => {
    const stuck = refusal(
      clusto.transaction(async () => {
        await clusto.create(Driver, 'stuck');
        await new Promise(() => undefined);
      }),
    );
    const waiting = clusto.create(Driver, 'waiting');
    expect(await stuck).toBe('TRANSACTION_ABANDONED');
    await waiting;
    expect(sorted(await clusto.getEntities())).toEqual(['waiting']);
  });
});
