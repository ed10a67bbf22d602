import { describe, expect, test } from 'vitest';
import { ipKey } from '../../packages/clusto/src/base/ip.ts';
import { Driver } from '../../packages/clusto/src/inventory/driver.ts';
import { storedValue } from '../../packages/clusto/src/inventory/attribute-filter.ts';
import { IPManager } from '../../packages/clusto/src/drivers/resources/ip-manager.ts';
import { getIpManagers } from '../../packages/clusto/src/drivers/resources/get-ip-managers.ts';
import { placeOf } from '../../packages/clusto/src/drivers/resources/ip-range.ts';
import { SimpleEntityNameManager } from '../../packages/clusto/src/drivers/resources/simple-entity-name-manager.ts';
import { SimpleNameManager } from '../../packages/clusto/src/drivers/resources/simple-name-manager.ts';
import { countStatements } from '../support/count-statements.ts';
import { databases } from '../support/databases.ts';
import { useInventory } from '../support/open-inventory.ts';

const base = 10n << 24n;

describe.each(databases)('many addresses and names on $name', (kind) => {
  const inventory = useInventory(kind, [IPManager, SimpleNameManager, SimpleEntityNameManager]);

  /** Allocates addresses of 10.0.0.0/16 as the manager does, without the time that it takes to choose them. */
  const fill = (manager: IPManager, hosts: readonly number[]): Promise<void> =>
    inventory.clusto.write(async (writer) => {
      for (const host of hosts) {
        const ip = { family: 4, value: base + BigInt(host) } as const;
        await writer.allocate({
          entity: manager.id,
          manager: manager.id,
          space: 'ip',
          resource: ipKey(ip),
          forced: false,
          place: { sequence: 'ip', position: placeOf(ip) },
          attributes: [{ key: 'ip', subkey: null, number: 1_000_000 + host, value: storedValue(host) }],
        });
      }
    });

  test('the next address costs the same, whatever is taken', { timeout: 120_000 }, async () => {
    const { clusto } = inventory;
    const m = await clusto.create(IPManager, 'm', { baseip: '10.0.0.0', netmask: '16', gateway: '10.0.0.1' });
    const t = await clusto.create(Driver, 't');
    const cost = (): Promise<number> => countStatements(() => m.allocate(t));
    const hosts = Array.from({ length: kind.name === 'sqlite' ? 10_000 : 2_000 }, (_, index) => 3 + 2 * index);
    await fill(m, hosts.slice(0, 10));
    const few = await cost();
    // every second address: as many gaps as can be
    await fill(m, hosts.slice(10));
    const many = await cost();
    expect(many).toBeLessThanOrEqual(few);
    expect(many).toBeLessThan(25);
    const ips = await t.attrValues({ key: 'ip', subkey: 'ipstring' });
    expect(ips).toEqual(['10.0.0.2', '10.0.0.4']);
  });

  test(
    'the next address costs the same, however many gateways of nested subnets are skipped',
    { timeout: 60_000 },
    async () => {
      const { clusto } = inventory;
      const m = await clusto.create(IPManager, 'm', { baseip: '10.0.0.0', netmask: '16', gateway: '10.0.0.1' });
      const t = await clusto.create(Driver, 't');
      const few = await countStatements(() => m.allocate(t));
      await clusto.transaction(async () => {
        for (let index = 0; index < 200; index += 1) {
          const baseip = `10.0.${index >> 6}.${(index & 63) * 4}`;
          await clusto.create(IPManager, baseip, {
            baseip,
            netmask: '30',
            gateway: baseip.replace(/\d+$/, (last) => `${Number(last) + 1}`),
          });
        }
      });
      const free = Array.from({ length: 790 }, (_, index) => index + 3).filter((host) => host % 4 !== 1);
      await fill(m, free);
      const many = await countStatements(() => m.allocate(t));
      expect(many).toBeLessThan(few + 6);
      expect(await t.attrValues({ key: 'ip', subkey: 'ipstring' })).toEqual(['10.0.0.2', '10.0.3.26']);
      expect(await countStatements(() => getIpManagers(clusto, '10.0.0.2'))).toBe(1);
    },
  );

  test('a network is handed out to its last address in a few transactions', { timeout: 180_000 }, async () => {
    const { clusto } = inventory;
    const [prefix, used] = kind.name === 'sqlite' ? ['16', 65_000] : ['20', 3_600];
    const size = 2 ** (32 - Number(prefix)) - 2;
    const m = await clusto.create(IPManager, 'm', { baseip: '10.0.0.0', netmask: prefix });
    const left = size - used;
    const before = await clusto.version();
    const taken = Array.from({ length: size }, (_, index) => index + 1).filter(
      (host) => host % 100 >= 2 || host > left * 50,
    );
    const kept = taken.slice(0, used);
    await fill(m, kept);
    const t = await clusto.create(Driver, 't');
    await clusto.transaction(async () => {
      for (let index = 0; index < size - kept.length; index += 1) await m.allocate(t);
    });
    await expect(m.allocate(t)).rejects.toMatchObject({ code: 'RESOURCE_EXHAUSTED' });
    expect(await m.count()).toBe(size);
    expect(await clusto.version()).toBe(before + 3);
    await t.delete();
    expect(await m.count()).toBe(kept.length);
  });

  test('the next name costs the same, whatever is taken', { timeout: 60_000 }, async () => {
    const { clusto } = inventory;
    const t = await clusto.create(Driver, 't');
    const names = await clusto.create(SimpleNameManager, 'names', { basename: 'r', digits: 4 });
    const entities = await clusto.create(SimpleEntityNameManager, 'entities', { basename: 's', digits: 4 });
    const costs = async (): Promise<number[]> => [
      await countStatements(() => names.allocate(t)),
      await countStatements(() => entities.allocate(Driver)),
    ];
    const few = await costs();
    await clusto.transaction(async () => {
      for (let index = 1; index < 300; index += 1) await names.allocate(t);
      for (let index = 1; index < 300; index += 1) await entities.allocate(Driver);
    });
    expect(await costs()).toEqual(few);
    // thousands of names that others have taken are read in a few pages
    await clusto.transaction(async () => {
      for (let index = 400; index < 2400; index += 1) await clusto.create(Driver, `s${String(index).padStart(4, '0')}`);
      await entities.setProperty('next', 400);
    });
    expect(await countStatements(() => entities.allocate(Driver))).toBeLessThan((few[1] as number) + 8);
    expect((await entities.allocate(Driver)).name).toBe('s2401');
  });
});
