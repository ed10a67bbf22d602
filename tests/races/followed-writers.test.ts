import { expect, test, vi } from 'vitest';
import { builtInDrivers } from '../../packages/clusto/src/drivers/built-in-drivers.ts';
import { openParts } from '../../packages/clusto/src/inventory/open.ts';
import { Clusto } from '../../packages/clusto/src/operations/clusto.ts';
import { databases } from '../support/databases.ts';
import { Race } from '../support/race-processes.ts';

test.each(databases)(
  'every version of four processes that write is told once, in the order of commit, on $name',
  async ({ create }) => {
    await using database = await create();
    const parts = {
      dsn: database.dsn,
      drivers: builtInDrivers,
      actor: 'reader',
      source: 'test',
      durability: 'off',
    } as const;
    await using clusto = new Clusto(await openParts(parts));
    const start = await clusto.version();
    using race = new Race('values', database.dsn, 4);
    const told: { number: number; name: string | undefined }[] = [];
    const following = (async () => {
      for await (const { number, changes } of clusto.changes({ since: start }))
        told.push({ number, name: changes[0]?.entity.name });
    })();
    expect((await race.run()).flatMap(({ refused }) => refused)).toEqual([]);
    const last = await clusto.version();
    // each process creates a thing and changes it 60 times
    expect(last - start).toBe(4 * 61);
    await vi.waitFor(() => expect(told.at(-1)?.number).toBe(last), { timeout: 30_000 });
    await clusto.close();
    await following;
    expect(told.map(({ number }) => number)).toEqual(Array.from({ length: 4 * 61 }, (_, index) => start + 1 + index));
    expect(told.every(({ name }) => name !== undefined)).toBe(true);
  },
);
