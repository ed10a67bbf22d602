import { Driver, type Properties, text } from 'clusto';
import { BasicServer, builtInDrivers, IPManager } from 'clusto/drivers';
import { checkDriver, fixedClock, memoryInventory } from 'clusto/testing';
import { expect, test } from 'vitest';

test.each([Driver, ...builtInDrivers].map((driver) => [driver.name, driver] as const))(
  '%s keeps what every driver promises',
  async (_, driver) => {
    expect((await checkDriver(driver)).length).toBeGreaterThan(5);
  },
);

class Wordless extends BasicServer {
  static override readonly driverName: string = 'wordless';
  static override readonly properties = { ...BasicServer.properties, colour: text('') };
}
class Portless extends BasicServer {
  static override readonly driverName: string = 'portless';
  static override readonly ports = { 'nic-eth': 0 };
}
class Masked extends Driver {
  static override readonly driverName: string = 'masked';
  override toString(): string {
    return 'Something else';
  }
}
class Stubborn extends Driver {
  static override readonly driverName: string = 'stubborn';
  override async rename(): Promise<void> {}
}
class Loose extends BasicServer {
  static override readonly driverName: string = 'loose';
  override async disconnectPort(): Promise<void> {}
}

test.each([
  ['a property without description', Wordless, 'the property colour has no description'],
  ['a type of port of which there is none', Portless, 'there are 0 ports of the type nic-eth'],
  ['another printed form', Masked, 'it prints as Something else'],
  ['a rename that does nothing', Stubborn, 'a rename keeps identity and history: two does not exist'],
  ['a cable that stays', Loose, 'a cable of pwr-nema-5 stays where it was taken off'],
] as const)('%s is found out', async (_, driver, reason) => {
  const error: unknown = await checkDriver<Driver, Properties>(driver).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'DRIVER_INVALID', message: expect.stringContaining(reason) });
});

test('a driver that needs properties gets them', async () => {
  class Needy extends BasicServer {
    static override readonly driverName: string = 'needy';
    override async created(): Promise<void> {
      if ((await this.getProperty('model')) === null) throw new Error('a model is needed');
    }
  }
  await expect(checkDriver(Needy)).rejects.toThrow('a model is needed');
  await checkDriver(Needy, { properties: (count) => ({ model: `M${count}` }) });
});

test('an inventory in memory knows the built-in kinds, stands alone, and takes settings and a clock', async () => {
  const clock = fixedClock(new Date('2026-01-01T00:00:00Z'));
  await using one = await memoryInventory({ clock, actor: 'me', settings: { mail: { host: 'mx' } } });
  await using other = await memoryInventory();
  await one.create(IPManager, 'subnet', { baseip: '10.0.0.0', netmask: '255.255.255.0' });
  expect(await other.getByNames(['subnet'])).toEqual([null]);
  expect((await one.versions({ limit: 1 }))[0]).toMatchObject({
    actor: 'me',
    source: 'test',
    time: new Date('2026-01-01T00:00:00Z'),
  });
  expect(one.settings('mail')).toEqual({ host: 'mx' });
});
