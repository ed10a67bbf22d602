import { beforeEach, describe, expect, test } from 'vitest';
import { Pool } from '../../packages/clusto/src/drivers/pools/pool.ts';
import { Driver } from '../../packages/clusto/src/inventory/driver.ts';
import { changeAsText } from '../../packages/clusto/src/operations/history/change.ts';
import { countStatements } from '../support/count-statements.ts';
import { databases } from '../support/databases.ts';
import { refusal } from '../support/refusal.ts';
import { useClusto } from '../support/use-clusto.ts';

describe.each(databases)('the feed of changes on $name', (kind) => {
  const inventory = useClusto(kind);
  let start: number;

  beforeEach(async () => {
    start = await inventory.clusto.version();
  });

  const write = (count: number, prefix = 'thing'): Promise<void> =>
    Array.from({ length: count }).reduce<Promise<void>>(
      (before, _, index) => before.then(async () => void (await inventory.clusto.create(Driver, `${prefix}${index}`))),
      Promise.resolve(),
    );

  test('tells versions that are there, then those that come, also of another inventory', async () => {
    const { clusto } = inventory;
    const thing = await clusto.create(Driver, 'thing');
    await using feed = clusto.changes({ since: start });
    expect((await feed.next()).value).toMatchObject({
      number: start + 1,
      actor: 'tester',
      source: 'test',
      message: null,
    });
    const waiting = feed.next();
    await clusto.transaction({ message: 'why' }, async () => {
      await thing.rename('renamed');
      await thing.setAttr({ key: 'a', value: 1 });
    });
    const { value } = await waiting;
    expect(value).toEqual({
      ...(await clusto.show(start + 2)),
      message: 'why',
    });
    expect(value?.changes.map(changeAsText)).toEqual(['name: thing -> renamed', 'a = 1']);
    const next = feed.next();
    const other = await inventory.as('other');
    await other.create(Pool, 'pool');
    expect((await next).value).toMatchObject({ number: start + 3, actor: 'other', changes: [{ kind: 'created' }] });
  });

  test('begins after the present, after a version, or after a time', async () => {
    const { clusto, clock } = inventory;
    await write(2);
    clock.advance(1000);
    await using now = clusto.changes();
    await write(1, 'later');
    await using then = clusto.changes({ since: '2026-01-01T00:00:00.500Z' });
    await using all = clusto.changes({ since: 0 });
    expect((await now.next()).value?.number).toBe(start + 3);
    expect((await then.next()).value?.number).toBe(start + 3);
    expect((await all.next()).value?.number).toBe(1);
    expect(await refusal(clusto.changes({ since: start + 4 }).next())).toBe('VERSION_UNKNOWN');
    expect(await refusal(clusto.changes({ since: -1 }).next())).toBe('ARGUMENT_INVALID');
  });

  test('of the past ends with it', async () => {
    const { clusto } = inventory;
    await write(3);
    const numbers = [];
    for await (const { number } of clusto.at(start + 2).changes({ since: start })) numbers.push(number);
    expect(numbers).toEqual([start + 1, start + 2]);
  });

  test('sees what is committed alone, also inside of a transaction', async () => {
    const { clusto } = inventory;
    await using feed = clusto.changes({ since: start });
    await write(1);
    await clusto.transaction(async () => {
      await clusto.create(Driver, 'in a transaction');
      const { value } = await feed.next();
      expect(value?.changes.map(({ entity }) => entity.name)).toEqual(['thing0']);
    });
    expect((await feed.next()).value?.changes.map(({ entity }) => entity.name)).toEqual(['in a transaction']);
  });

  test('ends by its signal, by return and by close, whether someone waits or not', async () => {
    const { clusto } = inventory;
    const controller = new AbortController();
    const over = { done: true, value: undefined };
    const [aborted, returned, closed, late] = Array.from({ length: 4 }, () =>
      clusto.changes({ since: start, signal: controller.signal }),
    );
    const other = await inventory.as('other');
    const ofOther = other.changes({ since: start });
    const waits = [aborted, returned].map((feed) => feed?.next());
    const waitsForOther = ofOther.next();
    expect(await returned?.return()).toEqual(over);
    expect(await waits[1]).toEqual(over);
    controller.abort();
    expect(await waits[0]).toEqual(over);
    expect(await closed?.next()).toEqual(over);
    expect(await late?.return()).toEqual(over);
    await other.close();
    expect(await waitsForOther).toEqual(over);
    expect(await ofOther.next()).toEqual(over);
    expect(
      await other
        .changes()
        .next()
        .catch(({ code }) => code),
    ).toBe('DATABASE_UNAVAILABLE');
    expect(clusto.commits.isFollowed).toBe(false);
  });

  test('is read in pages, however slow the reader, and shared by a thousand', async () => {
    const { clusto } = inventory;
    await clusto.transaction(() => write(3));
    const single = kind.name === 'sqlite' ? 300 : 30;
    await write(single, 'single');
    const feeds = Array.from({ length: 1000 }, () => clusto.changes({ since: start }));
    // each looks whether the version is there that it is to begin after, by two statements
    const first = await countStatements(() => Promise.all(feeds.map((feed) => feed.next())));
    expect(first).toBeLessThan(2 * feeds.length + 40);
    const rest = await countStatements(async () => {
      for (const feed of feeds) await feed.next();
      await Promise.all(feeds.map((feed) => feed.next()));
    });
    expect(rest).toBe(0);
    let last = 0;
    for await (const { number } of clusto.at(start + 1 + single).changes({ since: start })) last = number;
    expect(last).toBe(start + 1 + single);
    await Promise.all(feeds.map((feed) => feed.return()));
  });
});
