import { beforeEach, describe, expect, test } from 'vitest';
import { countStatements } from '../../../../../tests/support/count-statements.ts';
import { databases } from '../../../../../tests/support/databases.ts';
import { useInventory } from '../../../../../tests/support/open-inventory.ts';
import { expectIntegrity } from '../../../../../tests/support/race-integrity.ts';
import { Driver } from '../../inventory/driver.ts';
import { IPManager } from './ip-manager.ts';

const day = 86_400_000;
const inDays = (days: number): Date => new Date(Date.UTC(2026, 0, 1) + days * day);

describe.each(databases)('quarantine on $name', (kind) => {
  const inventory = useInventory(kind, [IPManager]);
  let subnet: IPManager;
  let thing: Driver;

  beforeEach(async () => {
    subnet = await inventory.clusto.create(IPManager, 'subnet', { baseip: '10.0.0.0', netmask: '29' });
    thing = await inventory.clusto.create(Driver, 'thing');
  });

  const next = async (): Promise<unknown> => {
    const { number } = await subnet.allocate(thing);
    return thing.attrValue({ key: 'ip', number, subkey: 'ipstring' });
  };
  const held = async (of = subnet): Promise<string[]> =>
    (await of.quarantined()).map(({ ip, until, reason }) => `${ip} ${until.toISOString().slice(0, 10)} ${reason}`);

  test('keeps what is released from being handed out, until its time is over', async () => {
    await next();
    const before = await inventory.clusto.version();
    await subnet.deallocate(thing, '10.0.0.1', { quarantine: { until: inDays(30) } });
    expect(await inventory.clusto.version()).toBe(before + 1);
    expect(await held()).toEqual(['10.0.0.1 2026-01-31 released by thing']);
    expect(await next()).toBe('10.0.0.2');
    inventory.clock.set(new Date(inDays(30).getTime() - 1));
    expect(await next()).toBe('10.0.0.3');
    inventory.clock.set(inDays(30));
    expect(await next()).toBe('10.0.0.1');
    expect(await held()).toEqual([]);
    const [last, sweep] = await inventory.clusto.versions();
    expect(sweep).toMatchObject({ actor: 'clusto', source: 'expiry', message: 'ended what had expired' });
    expect(last).toMatchObject({ actor: 'tester', number: Number(sweep?.number) + 1 });
    // the past shows what was held back then
    const then = await inventory.clusto.at(Number(sweep?.number) - 1).getByName('subnet', IPManager);
    expect(await held(then)).toEqual(['10.0.0.1 2026-01-31 released by thing']);
    await expectIntegrity(inventory.dsn);
  });

  test('ends by whoever writes first, and only what is over', async () => {
    for (const [ip, days] of [
      ['10.0.0.2', 2],
      ['10.0.0.1', 1],
      ['10.0.0.3', 3],
    ] as const)
      await subnet.quarantine(ip, inDays(days), 'declined');
    expect(await held()).toEqual([
      '10.0.0.1 2026-01-02 declined',
      '10.0.0.2 2026-01-03 declined',
      '10.0.0.3 2026-01-04 declined',
    ]);
    inventory.clock.set(inDays(2));
    const other = await inventory.open();
    await other.create(Driver, 'by someone else');
    expect(await held()).toEqual(['10.0.0.3 2026-01-04 declined']);
    expect(await next()).toBe('10.0.0.1');
  });

  test('gives an address that is named only to who insists, and then to nobody else', async () => {
    await subnet.quarantine('10.0.0.4', inDays(1), 'declined');
    await expect(subnet.allocate(thing, '10.0.0.4')).rejects.toMatchObject({
      code: 'IP_QUARANTINED',
      message: '10.0.0.4 is in quarantine until 2026-01-02T00:00:00Z: declined.',
    });
    await expect(subnet.allocate(thing, '10.0.0.4', { force: true })).rejects.toMatchObject({ code: 'IP_QUARANTINED' });
    await subnet.allocate(thing, '10.0.0.4', { quarantined: true });
    expect(await held()).toEqual([]);
    expect(await subnet.owners('10.0.0.4')).toEqual([thing]);
    inventory.clock.set(inDays(2));
    expect(await next()).toBe('10.0.0.1');
    expect(await subnet.owners('10.0.0.4')).toEqual([thing]);
  });

  test('is prolonged, shortened and ended', async () => {
    await subnet.quarantine('10.0.0.1', inDays(1));
    await subnet.quarantine('10.0.0.1', inDays(5), 'declined again');
    expect(await held()).toEqual(['10.0.0.1 2026-01-06 declined again']);
    expect([await subnet.endQuarantine('10.0.0.1'), await subnet.endQuarantine('10.0.0.1')]).toEqual([true, false]);
    expect(await next()).toBe('10.0.0.1');
  });

  test('takes no address that someone has, no time that is over, and leaves a reservation alone', async () => {
    await subnet.allocate(thing, '10.0.0.1');
    await expect(subnet.quarantine('10.0.0.1', inDays(1))).rejects.toMatchObject({ code: 'RESOURCE_TAKEN' });
    for (const until of [inDays(0), inDays(-1), new Date(Number.NaN)])
      await expect(subnet.quarantine('10.0.0.2', until)).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' });
    await subnet.allocate(subnet, '10.0.0.3');
    expect(await held()).toEqual([]);
    expect(await subnet.endQuarantine('10.0.0.3')).toBe(false);
    await expect(subnet.allocate(thing, '10.0.0.3')).rejects.toMatchObject({ code: 'RESOURCE_TAKEN' });
  });

  test('of a second owner of an address begins when the last one has given it back', async () => {
    const other = await inventory.clusto.create(Driver, 'other');
    await subnet.allocate(thing, '10.0.0.1');
    await subnet.allocate(other, '10.0.0.1', { force: true });
    const quarantine = { until: inDays(1), reason: 'moved' };
    await subnet.deallocate(thing, undefined, { quarantine });
    expect(await held()).toEqual([]);
    await subnet.deallocate(other, undefined, { quarantine });
    expect(await held()).toEqual(['10.0.0.1 2026-01-02 moved']);
  });

  test('costs nothing to who allocates, however many addresses are held back', async () => {
    const wide = await inventory.clusto.create(IPManager, 'wide', { baseip: '10.1.0.0', netmask: '24' });
    await wide.allocate(thing);
    const few = await countStatements(() => wide.allocate(thing));
    await inventory.clusto.transaction(async () => {
      for (let last = 100; last < 140; last += 1) await wide.quarantine(`10.1.0.${last}`, inDays(1));
    });
    expect(await countStatements(() => wide.allocate(thing))).toBe(few);
  });
});
