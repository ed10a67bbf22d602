import { describe, expect, test } from 'vitest';
import { databases } from '../../../../../tests/support/databases.ts';
import { useInventory } from '../../../../../tests/support/open-inventory.ts';
import { BasicServer } from './basic-server.ts';
import { PowerTowerXM } from './power-tower-xm.ts';

describe.each(databases.slice(0, 1))('a PowerTowerXM', (kind) => {
  const inventory = useInventory(kind, [PowerTowerXM, BasicServer]);
  const tower = (withslave: boolean): Promise<PowerTowerXM> =>
    inventory.clusto.create(PowerTowerXM, 'pwr1', { withslave });

  test('names its outlets aa1 to bb8', async () => {
    const strip = await tower(true);
    const names = Array.from({ length: 32 }, (_, index) => strip.portName('pwr-nema-5', index + 1));
    expect(names).toEqual(
      ['aa', 'ab', 'ba', 'bb'].flatMap((branch) => [1, 2, 3, 4, 5, 6, 7, 8].map((n) => branch + n)),
    );
    for (const [index, name] of names.entries()) {
      expect(await strip.portNumber('pwr-nema-5', name)).toBe(index + 1);
      expect(await strip.portNumber('pwr-nema-5', `.${name}`)).toBe(index + 1);
      expect(await strip.portNumber('pwr-nema-5', index + 1)).toBe(index + 1);
    }
    expect(strip.portName('nic-eth', 1)).toBe('1');
  });

  test('has the outlets of its slave only when there is one', async () => {
    const strip = await tower(false);
    expect(await strip.portExists('pwr-nema-5', 16)).toBe(true);
    expect(await strip.portExists('pwr-nema-5', 17)).toBe(false);
    expect(await strip.portExists('pwr-nema-5', 'ba1')).toBe(false);
    await expect(strip.getConnected('pwr-nema-5', 'ba1')).rejects.toMatchObject({ name: 'ConnectionException' });
    expect((await strip.freePorts()).filter(([type]) => type === 'pwr-nema-5')).toHaveLength(16);
    await strip.setProperty('withslave', true);
    expect((await strip.freePorts()).filter(([type]) => type === 'pwr-nema-5')).toHaveLength(32);
    expect((await strip.portInfo())['pwr-nema-5']?.[25]?.name).toBe('bb1');
    expect(await strip.portExists('pwr-nema-5', 33)).toBe(false);
  });

  test.each(['AA1', 'aa0', 'aa9', 'ac1', '1', '..aa1', 'aa1\n', ''])('has no outlet %j', async (name) => {
    await expect((await tower(true)).getConnected('pwr-nema-5', name)).rejects.toMatchObject({ code: 'PORT_UNKNOWN' });
  });

  test('takes names for outlets only', async () => {
    const strip = await tower(false);
    await expect(strip.getConnected('nic-eth', 'aa1')).rejects.toMatchObject({ code: 'PORT_NUMBER_INVALID' });
    for (const number of [0, -1, 1.5])
      await expect(strip.getConnected('pwr-nema-5', number)).rejects.toMatchObject({ code: 'PORT_NUMBER_INVALID' });
  });

  test('is connected to a server by name, with the number at both ends', async () => {
    const strip = await tower(false);
    const server = await inventory.clusto.create(BasicServer, 's1');
    await server.connectPorts('pwr-nema-5', 1, strip, 'ab8');
    expect((await server.portInfo())['pwr-nema-5']?.[1]).toEqual({
      connection: strip,
      otherportnum: 16,
      otherportname: 'ab8',
    });
    expect(String(await strip.getConnected('pwr-nema-5', 16))).toBe(String(server));
    expect((await server.attrs({ key: 'port-pwr-nema-5', subkey: 'otherportnum' })).map(String)).toEqual([
      's1.port-pwr-nema-5|1|otherportnum|int 16',
    ]);
  });
});
