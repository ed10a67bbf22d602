import { beforeAll, describe, expect, test } from 'vitest';
import { PenguinServer } from '../../packages/clusto/src/drivers/devices/penguin-server.ts';
import { BasicRack } from '../../packages/clusto/src/drivers/locations/basic-rack.ts';
import { Pool } from '../../packages/clusto/src/drivers/pools/pool.ts';
import { IPManager } from '../../packages/clusto/src/drivers/resources/ip-manager.ts';
import type { Clusto } from '../../packages/clusto/src/operations/clusto.ts';
import { fillTemplate } from '../../packages/clusto/src/operations/fill-template.ts';
import { memoryInventory } from '../../packages/clusto/src/testing/memory-inventory.ts';
import { recordStatements } from '../support/count-statements.ts';

let clusto: Clusto;

beforeAll(async () => {
  clusto = await memoryInventory();
  const net = await clusto.create(IPManager, 'net', { baseip: '10.0.0.0', netmask: '255.255.255.0' });
  const outer = await clusto.create(IPManager, 'public', { baseip: '198.51.100.0', netmask: '255.255.255.0' });
  const rack = await clusto.create(BasicRack, 'r1');
  const role = await clusto.create(Pool, 'web');
  await role.addAttr({ key: 'pooltype', value: 'role' });
  await role.addAttr({ key: 'port-x', subkey: 'open', value: 443 });
  const [a, b] = [await clusto.create(PenguinServer, 'a', { model: 'X1' }), await clusto.create(PenguinServer, 'b')];
  await rack.insert(a, 1);
  await role.insert(a);
  await a.addIp('10.0.0.7', net);
  await a.addIp('198.51.100.7', outer);
  await b.setHostname('b.example');
  await b.addAttr({ key: 'tag', subkey: 'x', number: 0, value: 1 });
  await b.addAttr({ key: 'tag', subkey: 'x', number: 1, value: 2 });
});

const fill = async (template: string, merge = false): Promise<string[]> =>
  fillTemplate(clusto, await clusto.query('type = server'), template, { merge });

test.each([
  ['%name', 'a', 'b'],
  ['%{name}-%type', 'a-server', 'b-server'],
  ['%name-x', 'a-x', 'b-x'],
  ['100%% %name', '100% a', '100% b'],
  ['%hostname', 'a', 'b.example'],
  ['%rack|%role', 'r1|web', '|'],
  ['%internal_ips %public_ips', '10.0.0.7 198.51.100.7', ' '],
  ['%model', 'X1', ''],
  ['%maxu', '', ''],
  ['%tag.x', '', '1,2'],
  ['%port-x.open', '', ''],
  ['', '', ''],
])('%j', async (template, ...expected) => {
  expect(await fill(template)).toEqual(expected);
});

test('with the attributes of containers', async () => {
  expect(await fill('%port-x.open', true)).toEqual(['443', '']);
});

test.each(['%', '100% sure', '%{a.b.c}', '%{}', '%nothing'])('%j is refused', async (template) => {
  await expect(fill(template)).rejects.toMatchObject({ code: 'USAGE' });
});

describe('the number of statements', () => {
  test('is the same for one thing and for many', async () => {
    const things = await clusto.query('type = server');
    const count = async (some: typeof things) =>
      (
        await recordStatements(() =>
          fillTemplate(clusto, some, '%name %rack %role %public_ips %tag.x', { merge: true }),
        )
      ).length;
    expect([await count(things.slice(0, 1)), await count(things)]).toEqual([2, 2]);
  });
});
