import { describe, expect, test } from 'vitest';
import { Driver, type DriverClass } from './driver.ts';
import { ClustoMeta } from './meta.ts';
import { Registry } from './registry.ts';

class Server extends Driver {
  static override readonly driverName: string = 'server';
  static override readonly type: string = 'server';
}
class Blade extends Server {
  static override readonly driverName: string = 'blade';
}
/** Adds to the server under its name. */
class BetterServer extends Server {
  static override readonly driverName: string = 'server';
}

const refusing = (work: () => unknown, code: string): void => expect(work).toThrow(expect.objectContaining({ code }));

describe('the registry', () => {
  test('knows a class by its name, and the base class stands in for what is not loaded', () => {
    const registry = new Registry([Driver, Server, Blade, Server]);
    expect(registry.drivers).toEqual([Driver, Server, Blade]);
    expect(registry.classFor('blade')).toBe(Blade);
    expect(registry.classFor('nonesuch')).toBe(Driver);
    expect(registry.classFor('toString')).toBe(Driver);
    expect(registry.types).toEqual(['generic', 'server']);
    expect(registry.namesOf(Server)).toEqual(['server', 'blade']);
    expect(registry.namesOf(Driver)).toEqual(['entity', 'server', 'blade']);
  });

  test('takes a class for the name of one that it extends', () => {
    const registry = new Registry([Server, BetterServer]);
    expect(registry.classFor('server')).toBe(BetterServer);
    expect(registry.drivers).toEqual([BetterServer]);
    refusing(() => registry.register(Server), 'DRIVER_DUPLICATE');
  });

  test('refuses two classes of one name, and one without a name of its own', () => {
    class Other extends Driver {
      static override readonly driverName: string = 'server';
    }
    class Nameless extends Server {}
    refusing(() => new Registry([Server, Other]), 'DRIVER_DUPLICATE');
    expect(() => new Registry([Server, Other])).toThrow(/Server.*Other/);
    refusing(() => new Registry([Nameless]), 'DRIVER_DUPLICATE');
  });

  test.each<[string, unknown]>([
    ['what is no driver', class {}],
    ['an instance', {}],
    ['nothing', undefined],
    [
      'a name with a blank',
      class extends Driver {
        static override readonly driverName: string = 'a b';
      },
    ],
    [
      'an empty name',
      class extends Driver {
        static override readonly driverName: string = '';
      },
    ],
    [
      'a type with a slash',
      class extends Driver {
        static override readonly driverName: string = 'x';
        static override readonly type: string = 'a/b';
      },
    ],
    [
      'properties that are no object',
      class extends Driver {
        static override readonly driverName: string = 'x';
        static override readonly properties = [] as never;
      },
    ],
  ])('refuses %s, and knows nothing of it', (_, driver) => {
    const registry = new Registry([Driver]);
    refusing(() => registry.register(driver as DriverClass), 'DRIVER_INVALID');
    expect(registry.drivers).toEqual([Driver]);
  });

  test('understands kinds by name, class and thing', () => {
    const registry = new Registry([Driver, Server, Blade]);
    const blade = new Blade({} as never, { id: 1, name: 'b1', type: 'server', driver: 'blade' });
    // of a driver that is not loaded
    const strange = new Driver({} as never, { id: 2, name: 'x', type: 'odd', driver: 'strange' });
    expect(['blade', Blade, blade].map((kind) => registry.driverName(kind))).toEqual(['blade', 'blade', 'blade']);
    expect(['server', Blade, blade].map((kind) => registry.typeName(kind))).toEqual(['server', 'server', 'server']);
    expect([registry.driverName(strange), registry.typeName(strange)]).toEqual(['strange', 'odd']);
    expect(registry.driverClass(blade)).toBe(Blade);
    refusing(() => registry.driverName('nonesuch'), 'DRIVER_UNKNOWN');
    refusing(() => registry.typeName('blade'), 'TYPE_UNKNOWN');
    for (const kind of [5, null, {}, class {}]) {
      refusing(() => registry.driverName(kind as never), 'ARGUMENT_INVALID');
      refusing(() => registry.typeName(kind as never), 'ARGUMENT_INVALID');
    }
  });

  test('has the type of the database for what belongs to it', () => {
    expect(new Registry([ClustoMeta]).typeName('clustometa')).toBe('clustometa');
  });
});
