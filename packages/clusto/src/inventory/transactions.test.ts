import { beforeEach, describe, expect, test } from 'vitest';
import { databases } from '../../../../tests/support/databases.ts';
import { shareInventory } from '../../../../tests/support/open-inventory.ts';
import { Box, Group, plainDrivers } from '../../../../tests/support/plain-drivers.ts';
import { refusal } from '../../../../tests/support/refusal.ts';
import { Driver } from './driver.ts';

/** Not an error of clusto's. */
class Sorry extends Error {}

describe.each(databases)('a transaction on $name', (kind) => {
  const inventory = shareInventory(kind, plainDrivers);
  let count = 0;
  let thing: Driver;
  let before: number;

  beforeEach(async () => {
    count += 1;
    thing = await inventory.clusto.create(Driver, `thing${count}`);
    before = await inventory.clusto.version();
  });

  const transact = <T>(work: () => Promise<T>): Promise<T> => inventory.clusto.transaction(work);
  const mark = (value: string): Promise<unknown> => thing.addAttr({ key: 'mark', value });
  const marks = async (): Promise<unknown[]> => thing.attrValues({ key: 'mark' });
  const failing = async (work: () => Promise<unknown>): Promise<void> => {
    await expect(
      transact(async () => {
        await work();
        throw new Sorry();
      }),
    ).rejects.toBeInstanceOf(Sorry);
  };
  const versions = async (): Promise<number> => (await inventory.clusto.version()) - before;

  test('returns what its work returns', async () => {
    expect(await transact(async () => 5)).toBe(5);
    expect(await inventory.clusto.transaction({ message: 'm' }, async () => 'x')).toBe('x');
    for (const work of [undefined, 5]) expect(await refusal(transact(work as never))).toBe('ARGUMENT_INVALID');
  });

  test('that fails leaves nothing, and what was there before it', async () => {
    await mark('before');
    await failing(async () => {
      await mark('lost');
      await inventory.clusto.create(Box, `lost${count}`);
      await thing.delAttrs({ value: 'before' });
      await inventory.clusto.delete(thing);
    });
    expect(await marks()).toEqual(['before']);
    expect(await inventory.clusto.getByNames([`lost${count}`])).toEqual([null]);
    await inventory.clusto.create(Box, `lost${count}`);
    expect(await versions()).toBe(2);
  });

  test('whose part fails goes on without it when the error is caught', async () => {
    await transact(async () => {
      await mark('first');
      await failing(async () => {
        await mark('lost');
        await thing.rename(`lost${count}`);
      });
      expect(await marks()).toEqual(['first']);
      await mark('last');
    });
    expect(await marks()).toEqual(['first', 'last']);
    expect((await inventory.clusto.getByName(`thing${count}`)).id).toBe(thing.id);
    expect(await versions()).toBe(1);
  });

  test('undoes parts that ended well when it fails itself', async () => {
    await failing(async () => {
      await transact(async () => {
        await transact(() => mark('inner'));
        await mark('middle');
      });
      expect(await marks()).toEqual(['inner', 'middle']);
    });
    expect(await marks()).toEqual([]);
    expect(await versions()).toBe(0);
  });

  test('nests to any depth, each part for itself', async () => {
    await transact(async () => {
      await mark('1');
      await transact(async () => {
        await mark('2');
        await failing(async () => {
          await mark('3');
          await transact(() => mark('4'));
        });
        await transact(async () => {
          await failing(() => mark('5'));
          await mark('6');
        });
        await mark('7');
      });
      await failing(async () => {
        await transact(() => mark('8'));
        await mark('9');
      });
    });
    expect(await marks()).toEqual(['1', '2', '6', '7']);
    expect(await versions()).toBe(1);
  });

  test('of which every part failed is no version', async () => {
    await transact(async () => {
      await failing(() => mark('lost'));
      await failing(() => failing(() => mark('lost too')));
    });
    expect(await versions()).toBe(0);
  });

  test('goes on after an operation in it was refused, by clusto or by the database', async () => {
    const group = await inventory.clusto.create(Group, `group${count}`);
    await transact(async () => {
      await group.insert(thing);
      expect(await refusal(inventory.clusto.create(Box, thing.name))).toBe('NAME_TAKEN');
      expect(await refusal(thing.rename(group.name))).toBe('NAME_TAKEN');
      // refused by a unique index, in the middle of a statement
      expect(await refusal(group.insert(thing))).toBe('PARENT_EXISTS');
      expect(await refusal(thing.addAttr({ key: 'a b', value: 1 }))).toBe('KEY_INVALID');
      expect(await refusal(inventory.clusto.getByName('nonesuch'))).toBe('ENTITY_NOT_FOUND');
      await mark('stands');
    });
    expect(await marks()).toEqual(['stands']);
    expect(await group.contents()).toEqual([thing]);
    expect((await group.contentAttrs())[0]?.number).toBe(0);
  });

  test('runs operations that are started together one after the other', async () => {
    const numbers = await transact(() =>
      Promise.all(
        Array.from({ length: 20 }, async (_, value) => (await thing.addAttr({ key: 'n', number: true, value })).number),
      ),
    );
    expect(numbers).toEqual(Array.from({ length: 20 }, (_, number) => number));
    expect(await versions()).toBe(1);
  });

  test('of which one of several operations fails undoes them all', async () => {
    const attempt = transact(() =>
      Promise.all([mark('one'), inventory.clusto.create(Box, thing.name), mark('two'), mark('three')]),
    );
    expect(await refusal(attempt)).toBe('NAME_TAKEN');
    expect(await marks()).toEqual([]);
    await mark('next');
    expect(await versions()).toBe(1);
  });

  test('waits for what nobody awaited, parts of parts too', async () => {
    await transact(async () => {
      void transact(async () => {
        void mark('inner');
        await mark('outer');
        void transact(async () => {
          void mark('innermost');
        });
      });
    });
    expect(new Set(await marks())).toEqual(new Set(['inner', 'innermost', 'outer']));
    expect(await versions()).toBe(1);
  });

  test('that is over takes no reads either', async () => {
    const over = Promise.withResolvers<void>();
    let late: Promise<string>[] = [];
    await transact(async () => {
      await mark('in time');
      const works = [() => marks(), () => mark('late'), () => transact(async () => undefined)];
      late = works.map((work) => over.promise.then(() => refusal(work())));
    });
    over.resolve();
    expect(await Promise.all(late)).toEqual(Array.from({ length: 3 }, () => 'TRANSACTION_CLOSED'));
    expect(await marks()).toEqual(['in time']);
  });

  test('of one inventory does not hold back readers of another, only writers', async () => {
    const other = await inventory.open();
    const steps: string[] = [];
    const written = Promise.withResolvers<void>();
    const seen = Promise.withResolvers<void>();
    const first = transact(async () => {
      await mark('first');
      written.resolve();
      await seen.promise;
      steps.push('first');
    });
    await written.promise;
    const same = await other.getByName(thing.name);
    expect(await same.attrValues({ key: 'mark' })).toEqual([]);
    const second = same.addAttr({ key: 'mark', value: 'second' }).then(() => steps.push('second'));
    expect(await other.version()).toBe(before);
    seen.resolve();
    await Promise.all([first, second]);
    expect(steps).toEqual(['first', 'second']);
    expect(await marks()).toEqual(['first', 'second']);
    expect(await versions()).toBe(2);
  });

  test('in which nothing happens for too long is rolled back, and stays without effect', async () => {
    const hasty = await inventory.open({ idleTimeout: 300 });
    const same = await hasty.getByName(thing.name);
    const isOver = Promise.withResolvers<void>();
    let late: Promise<string> | undefined;
    const abandoned = hasty.transaction(async () => {
      await same.addAttr({ key: 'mark', value: 'lost' });
      // also a part of it that began before
      const part = hasty.transaction(async () => {
        await same.addAttr({ key: 'mark', value: 'lost too' });
        await isOver.promise;
        await same.addAttr({ key: 'mark', value: 'late' });
      });
      late = refusal(part);
      await part;
    });
    await expect(abandoned).rejects.toMatchObject({
      name: 'TransactionException',
      code: 'TRANSACTION_ABANDONED',
      detail: { seconds: 0.3 },
    });
    await hasty.transaction(async () => {
      await same.addAttr({ key: 'mark', value: 'next' });
      isOver.resolve();
      expect(await late).toBe('TRANSACTION_CLOSED');
    });
    expect(await marks()).toEqual(['next']);
  });

  test('that is busy is not abandoned, however long it takes', async () => {
    const hasty = await inventory.open({ idleTimeout: 300 });
    const started = performance.now();
    await hasty.transaction(async () => {
      while (performance.now() - started < 700) await hasty.getByName(thing.name);
    });
  });

  test('is waited for when its inventory is closed, which then takes no more', async () => {
    const other = await inventory.open();
    const same = await other.getByName(thing.name);
    const goOn = Promise.withResolvers<void>();
    const writing = other.transaction(async () => {
      await goOn.promise;
      await same.addAttr({ key: 'mark', value: 'in time' });
    });
    const closed = other.close();
    expect(await refusal(same.addAttr({ key: 'mark', value: 'late' }))).toBe('DATABASE_UNAVAILABLE');
    expect(await refusal(same.attrs())).toBe('DATABASE_UNAVAILABLE');
    goOn.resolve();
    await Promise.all([writing, closed]);
    await other.close();
    expect(await marks()).toEqual(['in time']);
  });
});
