import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Session } from '../../packages/clusto/src/inventory/session.ts';
import { databases } from '../support/databases.ts';
import { openInventory } from '../support/race-inventory.ts';
import { Race } from '../support/race-processes.ts';

/** All that can be read at a version, as text. */
async function contentsAt(clusto: Session, version: number): Promise<string> {
  const { reader } = clusto.at(version);
  return JSON.stringify([await reader.entities({}), await reader.attributes({ hidden: true })]);
}

test.each(databases)(
  'a version that was seen reads the same for ever, while three processes write on $name',
  async ({ create }) => {
    await using database = await create();
    await using clusto = await openInventory(database.dsn);
    using race = new Race('changes', database.dsn, 3);
    const running = new AbortController();
    const results = race.run().finally(() => running.abort());
    const seen = new Map<number, string>();
    while (!running.signal.aborted) {
      // the newest there is: what an unordered commit would still change is below it
      const version = await clusto.version();
      if (!seen.has(version)) seen.set(version, await contentsAt(clusto, version));
      for (const before of [version - 1, version - 2])
        if (before > 0 && !seen.has(before)) seen.set(before, await contentsAt(clusto, before));
      // SQLite answers at once: without a turn of the event loop the processes would not be heard
      await setImmediate();
    }
    expect((await results).flatMap(({ refused }) => refused)).toEqual([]);
    expect(seen.size).toBeGreaterThan(100);
    for (const [version, contents] of seen)
      expect(await contentsAt(clusto, version), `version ${version}`).toBe(contents);
  },
);
