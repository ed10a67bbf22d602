import { connect, type Driver } from 'clusto';
import {
  APCRack,
  BasicDatacenter,
  Device,
  getFactory,
  PenguinServer,
  PenguinServer2U,
  registerFactory,
} from 'clusto/drivers';
import { describe, expect, test } from 'vitest';
import * as factories from '../../examples/plugins/rack-factory.ts';
import { databases } from '../support/databases.ts';

/** Switch port, units, outlets: behaviour spec section 16, written out. */
type Row = readonly [port: number, units: number[], outlets: string[]];

const rows = (first: number, unit: number, ...outlets: string[]): Row[] =>
  outlets.map((outlet, index) => [first + index, [unit + index], [outlet]]);

const fives: Row[] = [
  ...rows(1, 1, 'bb1', 'bb2', 'bb3', 'bb4', 'bb5'),
  ...rows(6, 7, 'ba1', 'ba2', 'ba3', 'ba4', 'ba5'),
  ...rows(11, 13, 'ab1', 'ab2', 'ab3', 'ab4', 'ab5'),
];
const layouts = {
  201001: [
    ...rows(1, 1, 'bb1', 'bb2', 'bb3', 'bb4', 'bb5', 'bb6', 'bb7', 'bb8'),
    ...rows(9, 9, 'ba1', 'ba2', 'ba3', 'ba4', 'ba5', 'ba6', 'ba7', 'ba8'),
    ...rows(17, 17, 'ab1', 'ab2', 'ab3', 'ab4', 'ab5', 'ab6', 'ab7'),
    ...rows(24, 25, 'aa1', 'aa2', 'aa3', 'aa4', 'aa5', 'aa6', 'aa7'),
  ],
  5555: [...fives, ...rows(16, 19, 'aa1', 'aa2', 'aa3', 'aa4', 'aa5')],
  4444: [...fives, ...rows(16, 19, 'aa1', 'aa2', 'aa3', 'aa4', 'aa5')],
  '53532U': [
    ...fives,
    ...rows(16, 19, 'aa1', 'aa2', 'aa3'),
    [19, [35, 36], ['aa7', 'ba7']],
    [20, [33, 34], ['aa6', 'ba6']],
  ],
  '54542U': [...fives, ...rows(16, 19, 'aa1', 'aa2', 'aa3', 'aa4'), [20, [33, 34], ['aa6', 'ba6']]],
} satisfies Record<string, Row[]>;

/** power, switch, console */
const gearUnits: Readonly<Record<string, readonly number[]>> = { 201001: [41, 36, 34] };

const cabling = [
  ['pwr1', 'nic-eth', 1, 'sw1', 44],
  ['pwr1', 'console-serial', 1, 'ts1', 44],
  ['sw1', 'pwr-nema-5', 1, 'pwr1', 'aa8'],
  ['sw1', 'console-serial', 1, 'ts1', 48],
  ['ts1', 'pwr-nema-5', 1, 'pwr1', 'ab8'],
  ['ts1', 'nic-eth', 1, 'sw1', 43],
] as const;

async function open(dsn: string, layout: string) {
  const clusto = await connect({ dsn, plugins: [] });
  for (const factory of Object.values(factories)) registerFactory(clusto.registry, factory);
  const rack = await clusto.create(APCRack, 'sv3-001');
  await rack.setAttr({ key: 'racklayout', value: layout });
  const datacenter = await clusto.create(BasicDatacenter, 'sv3');
  await datacenter.insert(rack);
  return { clusto, rack, datacenter, factory: await getFactory(clusto, 'sv3-001') };
}

const names = (things: readonly Driver[]): string[] => things.map(({ name }) => name);
const device = (things: readonly Driver[], suffix: string) =>
  things.find(({ name }) => name.endsWith(suffix)) as Device;

/** What is at the other end of a port, as `name number`. */
async function cable(thing: Device, type: string, number: number): Promise<string> {
  const { connection, otherportnum } = (await thing.portInfo())[type]?.[number] ?? {};
  return `${connection?.name} ${otherportnum}`;
}

describe.each(databases)('rack factories on $name', ({ create }) => {
  describe.each(Object.entries(layouts))('layout %s', (layout, table) => {
    test('connectPorts mounts and cables, and again changes nothing', async () => {
      await using database = await create();
      const { clusto, rack, datacenter, factory } = await open(database.dsn, layout);
      await using _ = clusto;
      const before = await clusto.version();
      await factory.connectPorts();
      expect(await clusto.version()).toBe(before + 1);

      expect(names(await rack.parents())).toStrictEqual([datacenter.name]);
      const [power, network, consoles] = gearUnits[layout] ?? [29, 31, 30];
      for (const [unit, suffix] of [
        [power, 'pwr1'],
        [network, 'sw1'],
        [consoles, 'ts1'],
      ] as const)
        expect((await rack.getDeviceIn(unit as number))?.name).toBe(`sv3-001-${suffix}`);
      const gear = await rack.contents();
      expect(gear.map(({ driver }) => driver).sort()).toStrictEqual(['cisco4948', 'opengearcm4148', 'powertowerxm']);
      for (const [from, type, port, to, otherPort] of cabling) {
        const other = device(gear, to);
        const number = await other.portNumber(type, otherPort);
        expect(await cable(device(gear, from), type, port)).toBe(`sv3-001-${to} ${number}`);
        expect(await cable(other, type, number)).toBe(`sv3-001-${from} ${port}`);
      }
      const count = (await Promise.all(gear.map((one) => (one as Device).connectedPorts())))
        .flatMap((ports) => Object.values(ports))
        .flat().length;
      expect(count).toBe(2 * cabling.length);

      await (await getFactory(clusto, rack)).connectPorts();
      expect(await clusto.version()).toBe(before + 1);
    });

    test('addServer puts the server of every switch port where the table says, once', async () => {
      await using database = await create();
      const { clusto, rack, factory } = await open(database.dsn, layout);
      await using _ = clusto;
      await factory.connectPorts();
      const [tower, network, consoles] = ['pwr1', 'sw1', 'ts1'].map((suffix) => `sv3-001-${suffix}`) as [
        string,
        string,
        string,
      ];
      const isDoubled = layout !== '201001';
      const servers = await clusto.transaction(async () => {
        const made: Device[] = [];
        for (const [port, units] of table) {
          const driver = factory.getDriver(port);
          expect(driver).toBe(units.length === 2 ? PenguinServer2U : PenguinServer);
          const server = (await clusto.create(driver, `s${port}`)) as Device;
          // by its second switch port, where there is one, as good as by its first
          await factory.addServer(server, isDoubled && port % 2 === 0 ? port + 20 : port);
          made.push(server);
        }
        return made;
      });
      const version = await clusto.version();
      const strip = await clusto.getByName(tower, Device);
      for (const [index, [port, units, outlets]] of table.entries()) {
        const server = servers[index] as Device;
        for (const unit of units) expect((await rack.getDeviceIn(unit))?.name).toBe(server.name);
        expect(await cable(server, 'nic-eth', 1)).toBe(`${network} ${port}`);
        if (isDoubled) expect(await cable(server, 'nic-eth', 2)).toBe(`${network} ${port + 20}`);
        expect(await cable(server, 'console-serial', 1)).toBe(`${consoles} ${port}`);
        for (const [supply, outlet] of outlets.entries())
          expect(await cable(server, 'pwr-nema-5', supply + 1)).toBe(
            `${tower} ${await strip.portNumber('pwr-nema-5', outlet)}`,
          );
        const cables = Object.values(await server.connectedPorts()).flat().length;
        expect(cables).toBe(2 + outlets.length + Number(isDoubled));
        await factory.addServer(server, port);
      }
      expect(await clusto.version()).toBe(version);
    });
  });

  test('what is in the way refuses, and nothing is changed', async () => {
    await using database = await create();
    const { clusto, rack, factory } = await open(database.dsn, '201001');
    await using _ = clusto;
    const squatter = await clusto.create(PenguinServer, 'squatter');
    await rack.insert(squatter, 36);
    const before = await clusto.version();
    await expect(factory.connectPorts()).rejects.toMatchObject({ code: 'RACK_UNIT_TAKEN' });
    expect(await clusto.version()).toBe(before);
    expect(names(await clusto.getEntities({ clustoTypes: ['networkswitch', 'powerstrip'] }))).toStrictEqual([]);

    await rack.remove(squatter);
    await factory.connectPorts();
    const network = await clusto.getByName('sv3-001-sw1', Device);
    await squatter.connectPorts('nic-eth', 1, network, 7);
    const server = await clusto.create(PenguinServer, 's7');
    const cabled = await clusto.version();
    await expect(factory.addServer(server, 7)).rejects.toMatchObject({ code: 'PORT_TAKEN' });
    expect(await clusto.version()).toBe(cabled);
    expect(await server.parents()).toStrictEqual([]);
    await expect(factory.addServer(server, 31)).rejects.toMatchObject({ code: 'FACTORY_PORT_UNKNOWN' });
    expect(() => factory.getDriver(0)).toThrow('has no place for switch port 0');
    await expect(getFactory(clusto, rack, '9999')).rejects.toMatchObject({ code: 'FACTORY_UNKNOWN' });
  });
});
