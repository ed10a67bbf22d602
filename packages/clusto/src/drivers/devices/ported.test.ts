import { describe, expect, test } from 'vitest';
import { databases } from '../../../../../tests/support/databases.ts';
import { useInventory } from '../../../../../tests/support/open-inventory.ts';
import { storedValue } from '../../inventory/attribute-filter.ts';
import { Driver } from '../../inventory/driver.ts';
import { Ported, type PortNumber, type PortTable } from './ported.ts';

class One extends Ported {
  static override readonly driverName: string = 'one';
  static override readonly type: string = 'gadget';
  static override readonly ports: PortTable = { a: 5, b: 1 };
}
class Two extends Ported {
  static override readonly driverName: string = 'two';
  static override readonly type: string = 'gadget';
  static override readonly ports: PortTable = { a: 4, z: 1 };
}
/** Its ports of the type a have letters for names. */
class Lettered extends Ported {
  static override readonly driverName: string = 'lettered';
  static override readonly type: string = 'gadget';
  static override readonly ports: PortTable = { a: 3 };
  protected override readPort(type: string, given: PortNumber): number {
    return typeof given === 'string' ? given.charCodeAt(0) - 'a'.charCodeAt(0) + 1 : super.readPort(type, given);
  }
  override portName(_type: string, number: number): string {
    return String.fromCharCode('a'.charCodeAt(0) + number - 1);
  }
}

describe.each(databases)('ports on $name', (kind) => {
  const inventory = useInventory(kind);
  const things = async (): Promise<[One, Two, Driver]> => {
    const { clusto } = inventory;
    return [await clusto.create(One, 't1'), await clusto.create(Two, 't2'), await clusto.create(Driver, 'p')];
  };

  test('are those that the class declares', async () => {
    const [t1, t2, p] = await things();
    expect([t1.portTypes, t2.portTypes]).toEqual([
      ['a', 'b'],
      ['a', 'z'],
    ]);
    expect(await Promise.all([t1.portExists('a', 5), t1.portExists('a', 6), t1.portExists('z', 1)])).toEqual([
      true,
      false,
      false,
    ]);
    expect(await t1.portExists('toString', 1)).toBe(false);
    expect(await t1.portExists('nothing', 0)).toBe(false);
    await expect(t1.portExists('a', 0)).rejects.toMatchObject({ code: 'PORT_NUMBER_INVALID' });
    expect(await t1.portsConnectable('a', 1, t2, 4)).toBe(true);
    expect(await t1.portsConnectable('a', 1, t2, 5)).toBe(false);
    expect(await t1.portsConnectable('b', 1, t2, 1)).toBe(false);
    expect(await t1.portsConnectable('a', 1, p, 1)).toBe(false);
  });

  test('are connected at both ends, in one version', async () => {
    const { clusto } = inventory;
    const [t1, t2] = await things();
    const before = await clusto.version();
    await t1.connectPorts('a', 1, t2, 2);
    expect(await clusto.version()).toBe(before + 1);
    expect(String(await t1.getConnected('a', 1))).toBe(String(t2));
    expect(String(await t2.getConnected('a', 2))).toBe(String(t1));
    expect(await t2.getConnected('a', 1)).toBeNull();
    expect([await t1.portFree('a', 1), await t1.portFree('a', 2)]).toEqual([false, true]);
    expect((await t1.attrs()).map(String)).toEqual([
      't1.port-a|1|connection|relation t2',
      't1.port-a|1|otherportnum|int 2',
    ]);
    expect((await t2.attrs()).map(String)).toEqual([
      't2.port-a|2|connection|relation t1',
      't2.port-a|2|otherportnum|int 1',
    ]);
  });

  test('may belong to one and the same thing, if they are two', async () => {
    const [t1] = await things();
    await t1.connectPorts('a', 1, t1, 2);
    expect(await t1.portInfoTuples()).toContainEqual(['a', 2, t1, 1]);
    await expect(t1.connectPorts('a', 3, t1, 3)).rejects.toMatchObject({ code: 'PORT_SELF' });
    await t1.disconnectPort('a', 2);
    expect(await t1.attrs()).toEqual([]);
  });

  test('refuse what cannot be connected, and nothing is changed', async () => {
    const { clusto } = inventory;
    const [t1, t2, p] = await things();
    await t1.connectPorts('a', 1, t2, 1);
    const before = await clusto.version();
    const refused: [string, unknown[], string][] = [
      ['no such number here', ['a', 6, t2, 2], 'PORT_UNKNOWN'],
      ['no such number there', ['a', 2, t2, 5], 'PORT_UNKNOWN'],
      ['no such type there', ['b', 1, t2, 1], 'PORT_UNKNOWN'],
      ['taken here', ['a', 1, t2, 2], 'PORT_TAKEN'],
      ['taken there', ['a', 2, t2, 1], 'PORT_TAKEN'],
      ['no ports there', ['a', 2, p, 1], 'PORT_UNSUPPORTED'],
      ['no entity', ['a', 2, 't2', 1], 'ARGUMENT_INVALID'],
      ['text', ['a', '2', t2, 2], 'PORT_NUMBER_INVALID'],
      ['negative', ['a', 2, t2, -2], 'PORT_NUMBER_INVALID'],
      ['a fraction', ['a', 1.5, t2, 2], 'PORT_NUMBER_INVALID'],
      ['true', ['a', true, t2, 2], 'PORT_NUMBER_INVALID'],
      ['a bad number of an unknown type', ['nothing', 0, t2, 2], 'PORT_NUMBER_INVALID'],
    ];
    for (const [why, [type, number, other, otherNumber], code] of refused) {
      const attempt = t1.connectPorts(type as string, number as number, other as Driver, otherNumber as number);
      await expect(attempt, why).rejects.toMatchObject({ code });
    }
    expect(await clusto.version()).toBe(before);
    const error = await t1.connectPorts('a', 2, t2, 1).catch(String);
    expect(error).toBe(`ConnectionException: Port a 1 of ${String(t2)} is already connected to ${String(t1)}.`);
    await expect(t1.getConnected('a', 6)).rejects.toMatchObject({ name: 'ConnectionException' });
    await expect(t1.portFree('a', '1')).rejects.toMatchObject({ name: 'TypeException' });
  });

  test('are freed from either end, and keep their other attributes', async () => {
    const [t1, t2] = await things();
    await t2.setPortAttr('a', 3, 'mac', '02:52:0A:00:00:01');
    await t1.connectPorts('a', 2, t2, 3);
    await t2.disconnectPort('a', 3);
    expect([await t1.portFree('a', 2), await t2.portFree('a', 3)]).toEqual([true, true]);
    expect((await t2.attrs()).map(String)).toEqual(['t2.port-a|3|mac|string 02:52:0a:00:00:01']);
    await t1.disconnectPort('a', 2);
    await expect(t1.disconnectPort('a', 9)).rejects.toMatchObject({ code: 'PORT_UNKNOWN' });
    await t1.connectPorts('a', 2, t2, 3);
    await t1.disconnectPort('a', 2);
    expect(await t2.connectedPorts()).toEqual({ a: [], z: [] });
  });

  test('are free when the other end is deleted', async () => {
    const [t1, t2] = await things();
    await t1.connectPorts('a', 1, t2, 1);
    await t2.delete();
    expect(await t1.portInfoTuples()).toContainEqual(['a', 1, null, null]);
    expect(await t1.freePorts()).toContainEqual(['a', 1]);
    await expect(t1.connectPorts('a', 1, t2, 1)).rejects.toMatchObject({ code: 'ENTITY_GONE' });
    expect(await t1.portFree('a', 1)).toBe(true);
  });

  test('with half a cable, as an old database may have, are free and can be connected', async () => {
    const { clusto } = inventory;
    const [t1, t2, p] = await things();
    const half = { key: 'port-a', number: 1, subkey: 'otherportnum', value: storedValue(3) };
    await clusto.write((writer) => writer.addAttributes(t1.id, [half]));
    await p.delete();
    const dangling = { key: 'port-a', number: 2, subkey: 'connection', value: storedValue(p) };
    await clusto.write((writer) => writer.addAttributes(t1.id, [dangling, { ...half, number: 2 }]));
    expect((await t1.freePorts()).slice(0, 2)).toEqual([
      ['a', 1],
      ['a', 2],
    ]);
    expect((await t1.portInfo())['a']?.[2]).toEqual({ connection: null, otherportnum: null });
    expect([await t1.portFree('a', 1), await t1.portFree('a', 2)]).toEqual([true, true]);
    await t1.connectPorts('a', 1, t2, 1);
    await t1.connectPorts('a', 2, t2, 2);
    expect(await t1.attrs()).toHaveLength(4);
  });

  test('have attributes', async () => {
    const [t1] = await things();
    expect(await t1.getPortAttr('a', 1, 'vlan')).toBeNull();
    await t1.setPortAttr('a', 1, 'vlan', 442);
    await t1.setPortAttr('a', 1, 'vlan', 443);
    expect(await t1.getPortAttr('a', 1, 'vlan')).toBe(443);
    expect(await t1.getPortAttr('a', 2, 'vlan')).toBeNull();
    await t1.addPortAttr('a', 1, 'vlan', 444);
    await expect(t1.getPortAttr('a', 1, 'vlan')).rejects.toMatchObject({ name: 'ConnectionException' });
    await expect(t1.setPortAttr('a', 1, 'vlan', 1)).rejects.toMatchObject({ name: 'DriverException' });
    await t1.delPortAttr('a', 1, 'vlan', 444);
    expect(await t1.getPortAttr('a', 1, 'vlan')).toBe(443);
    await t1.delPortAttr('a', 1, 'vlan');
    expect(await t1.getPortAttr('a', 1, 'vlan')).toBeNull();
    for (const attempt of [
      t1.getPortAttr('z', 1, 'vlan'),
      t1.setPortAttr('z', 1, 'vlan', 1),
      t1.addPortAttr('a', 6, 'vlan', 1),
      t1.delPortAttr('a', 6, 'vlan'),
    ])
      await expect(attempt).rejects.toMatchObject({ code: 'PORT_UNKNOWN' });
    await expect(t1.setPortAttr('a', 1, 'connection', t1)).rejects.toMatchObject({ code: 'KEY_RESERVED' });
  });

  test('are all told at once', async () => {
    const [t1, t2] = await things();
    await t1.connectPorts('a', 3, t2, 1);
    await t1.connectPorts('a', 1, t2, 4);
    await t1.setPortAttr('b', 1, 'mac', '02:52:0a:00:00:01');
    const free = { connection: null, otherportnum: null };
    expect(await t1.portInfo()).toEqual({
      a: {
        1: { connection: t2, otherportnum: 4 },
        2: free,
        3: { connection: t2, otherportnum: 1 },
        4: free,
        5: free,
      },
      b: { 1: free },
    });
    expect(await t2.portInfoTuples()).toEqual([
      ['a', 1, t1, 3],
      ['a', 2, null, null],
      ['a', 3, null, null],
      ['a', 4, t1, 1],
      ['z', 1, null, null],
    ]);
    expect(await t1.freePorts()).toEqual([
      ['a', 2],
      ['a', 4],
      ['a', 5],
      ['b', 1],
    ]);
    expect(await t1.connectedPorts()).toEqual({ a: [1, 3], b: [] });
  });

  test('are read as they were', async () => {
    const { clusto } = inventory;
    const [t1, t2] = await things();
    await t1.connectPorts('a', 1, t2, 1);
    const then = clusto.at(await clusto.version());
    await t1.disconnectPort('a', 1);
    const old = await then.getByName('t1', One);
    expect(String(await old.getConnected('a', 1))).toBe(String(t2));
    expect(await old.connectedPorts()).toEqual({ a: [1], b: [] });
    await expect(old.disconnectPort('a', 1)).rejects.toMatchObject({ code: 'VIEW_READ_ONLY' });
  });

  test('with names are taken and shown by name, and stored by number', async () => {
    const { clusto } = inventory;
    const [t1] = await things();
    const lettered = await clusto.create(Lettered, 'l');
    await t1.connectPorts('a', 2, lettered, 'c');
    expect((await t1.portInfo())['a']?.[2]).toEqual({ connection: lettered, otherportnum: 3, otherportname: 'c' });
    expect((await lettered.portInfo())['a']).toEqual({
      1: { connection: null, otherportnum: null, name: 'a' },
      2: { connection: null, otherportnum: null, name: 'b' },
      3: { connection: t1, otherportnum: 2, name: 'c' },
    });
    expect(await lettered.getConnected('a', 'c')).toEqual(t1);
    await expect(lettered.getConnected('a', 'd')).rejects.toThrow(`${String(lettered)} has no port a d.`);
    await lettered.setPortAttr('a', 'b', 'vlan', 7);
    expect(await lettered.getPortAttr('a', 2, 'vlan')).toBe(7);
  });

  test('of a thing whose driver is not loaded stay connected', async () => {
    const [t1, t2] = await things();
    await t1.connectPorts('a', 1, t2, 1);
    const other = await inventory.open({ drivers: [One] });
    const seen = await other.getByName('t1', One);
    expect(String(await seen.getConnected('a', 1))).toBe('Driver(name=t2, type=gadget, driver=two)');
    await seen.disconnectPort('a', 1);
    expect(await t2.portFree('a', 1)).toBe(true);
  });

  test('are connected once when two processes try', async () => {
    const [t1, t2] = await things();
    const other = await inventory.open({ drivers: [One, Two] });
    const [o1, o2] = [await other.getByName('t1', One), await other.getByName('t2', Two)];
    const results = await Promise.allSettled([t1.connectPorts('a', 1, t2, 1), o2.connectPorts('a', 1, o1, 2)]);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(results.find((result) => result.status === 'rejected')?.reason).toMatchObject({ code: 'PORT_TAKEN' });
    expect((await t1.connectedPorts())['a']).toHaveLength(1);
  });
});
