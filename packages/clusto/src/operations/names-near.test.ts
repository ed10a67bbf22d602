import { describe, expect, test } from 'vitest';
import { countStatements } from '../../../../tests/support/count-statements.ts';
import { databases } from '../../../../tests/support/databases.ts';
import { useClusto } from '../../../../tests/support/use-clusto.ts';
import { nearest } from '../base/did-you-mean.ts';
import { Driver } from '../inventory/driver.ts';
import { namesNear } from './names-near.ts';

describe.each(databases)('names that may have been meant on $name', (kind) => {
  const inventory = useClusto(kind);

  test('are found among many without reading all of them', async () => {
    const { clusto } = inventory;
    await clusto.create(Driver, 'database-01');
    expect(await namesNear(clusto, 'databsae-01')).toContain('database-01');
    await clusto.write(async (writer) => {
      for (let index = 0; index < 2100; index += 1)
        await writer.createEntity(`web${String(index).padStart(5, '0')}`, 'generic', 'entity');
    });
    for (const [typed, meant] of [
      ['wbe01234', 'web01234'],
      ['web1234', 'web01234'],
      ['web001234', 'web01234'],
      ['wab01234', 'web01234'],
      ['WEB01234', 'web01234'],
      ['database-99', 'database-01'],
    ] as const) {
      const near = await namesNear(clusto, typed);
      expect(near.length).toBeLessThan(500);
      expect(nearest(typed, near, 10)).toContain(meant);
    }
    expect(await countStatements(() => namesNear(clusto, 'wbe01234'))).toBe(3);
    expect(await namesNear(clusto, 'x'.repeat(10_000))).toEqual([]);
  });
});
