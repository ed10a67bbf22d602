import { describe, expect, test } from 'vitest';
import { databases } from '../../../../../tests/support/databases.ts';
import { useClusto } from '../../../../../tests/support/use-clusto.ts';
import { BasicServer } from '../../drivers/devices/basic-server.ts';
import { whatBecame } from './what-became.ts';

describe.each(databases)('what became of a name on $name', (kind) => {
  const inventory = useClusto(kind);

  test('is told of the one entity that had it', async () => {
    const { clusto } = inventory;
    const server = await clusto.create(BasicServer, 's1'); // 3
    await server.rename('web1'); // 4
    await clusto.changeDriver('web1', 'penguinserver'); // 5
    expect(await whatBecame(clusto, 's1')).toBe('it is called web1 since version 4');
    await clusto.delete('web1'); // 6
    expect(await whatBecame(clusto, 's1')).toBe('it was deleted in version 6');
    expect(await whatBecame(clusto, 'web1')).toBe('it was deleted in version 6');
    expect(await whatBecame(clusto.at(5), 's1')).toBe('it is called web1 since version 4');
    expect(await whatBecame(clusto.at(3), 'web1')).toBeUndefined();
    await (await clusto.create(BasicServer, 's1')).rename('s2');
    expect(await whatBecame(clusto, 's1')).toBeUndefined();
    expect(await whatBecame(clusto, 'nobody')).toBeUndefined();
  });
});
