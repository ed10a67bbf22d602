import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { recordStatements } from '../../../../tests/support/count-statements.ts';
import { databases } from '../../../../tests/support/databases.ts';
import { shareInventory } from '../../../../tests/support/open-inventory.ts';
import { Box, Group, plainDrivers } from '../../../../tests/support/plain-drivers.ts';
import { knownWords, type WordQuestion } from './known-words.ts';

describe.each(databases)('known words on $name', (kind) => {
  const inventory = shareInventory(kind, plainDrivers);
  const ask = (question: Omit<WordQuestion, 'most'>, most = 10): Promise<string[]> =>
    knownWords(inventory.dsn, { ...question, most }, 5000);

  test('are those of the live names, up to a limit, with the last of all', async () => {
    const { clusto } = inventory;
    await clusto.transaction(async () => {
      for (let number = 0; number < 30; number += 1) await clusto.create(Box, `box${String(number).padStart(2, '0')}`);
      await clusto.create(Group, 'böxes');
      await clusto.create(Group, "b'x");
      await clusto.create(Box, 'gone');
    });
    await clusto.delete('gone');
    expect(await ask({ kind: 'name', begun: 'box0' })).toEqual(Array.from({ length: 10 }, (_, at) => `box0${at}`));
    expect(await ask({ kind: 'name', begun: 'box' }, 3)).toEqual(['box00', 'box01', 'box02', 'box29']);
    expect(await ask({ kind: 'name', begun: 'bö' })).toEqual(['böxes']);
    expect(await ask({ kind: 'name', begun: 'go' })).toEqual([]);
    expect(await ask({ kind: 'name', begun: 'b', type: Group.type })).toEqual(["b'x", 'böxes']);
  });

  test('are the different drivers, types, actors and keys, one look-up each', async () => {
    const { clusto } = inventory;
    await clusto.transaction(async () => {
      const box = await clusto.create(Box, 'keys');
      for (const [key, subkey] of [
        ['system', 'memory'],
        ['system', 'disk'],
        ['system'],
        ['sys', 'x'],
        ['_hidden'],
      ] as const)
        await box.addAttr({ key, ...(subkey === undefined ? {} : { subkey }), value: 1 });
    });
    expect(await ask({ kind: 'driver', begun: '' })).toEqual(['box', 'clustometa', 'group']);
    expect(await ask({ kind: 'type', begun: Group.type.slice(0, 1) })).toContain(Group.type);
    expect(await ask({ kind: 'actor', begun: 't' })).toEqual(['tester']);
    expect(await ask({ kind: 'key', begun: 'sys' })).toEqual(['sys', 'system']);
    expect(await ask({ kind: 'key', begun: 'syst' })).toEqual(['system', 'system.disk', 'system.memory']);
    expect(await ask({ kind: 'key', begun: 'system.m' })).toEqual(['system.memory']);
    expect(await ask({ kind: 'key', begun: '' })).not.toContain('_hidden');
  });

  test('take one statement, or two where there are more than are wanted', async () => {
    const asked = await recordStatements(() => ask({ kind: 'name', begun: 'box' }, 3));
    expect(asked.filter((text) => text.startsWith('select'))).toHaveLength(2);
  });
});

test('a database that is not there is not made', async () => {
  const file = '/tmp/clusto-no-such-file.db';
  expect(await knownWords(`sqlite:${file}`, { kind: 'name', begun: '', most: 10 }, 5000)).toEqual([]);
  expect(existsSync(file)).toBe(false);
});
