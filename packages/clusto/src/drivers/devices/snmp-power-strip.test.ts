import { describe, expect, test } from 'vitest';
import { databases } from '../../../../../tests/support/databases.ts';
import { type FakePdu, startFakePdu } from '../../../../../tests/support/fake-pdu.ts';
import { useInventory } from '../../../../../tests/support/open-inventory.ts';
import { BasicDatacenter } from '../locations/basic-datacenter.ts';
import { IPManager } from '../resources/ip-manager.ts';
import type { BasicPowerStrip } from './basic-power-strip.ts';
import { PowerTowerXM } from './power-tower-xm.ts';
import { APCPdu, RaritanPdu, SnmpPdu } from './snmp-pdu.ts';

const outlet = 'pwr-nema-5';
const names = ['aa', 'ab', 'ba', 'bb'].flatMap((branch) => [1, 2, 3, 4, 5, 6, 7, 8].map((n) => branch + n));

describe.each(databases.slice(0, 1))('power strips', (kind) => {
  const inventory = useInventory(kind, [PowerTowerXM, SnmpPdu, APCPdu, RaritanPdu, IPManager, BasicDatacenter]);

  async function equip<Strip extends BasicPowerStrip>(strip: Strip, pdu: FakePdu): Promise<Strip> {
    await inventory.clusto.getOrCreate('loopback', IPManager, {
      baseip: '127.0.0.0',
      netmask: '8',
      gateway: '127.0.0.9',
    });
    await strip.addIp('127.0.0.1');
    await strip.setAttr({ key: 'snmp', subkey: 'port', value: pdu.port });
    return strip;
  }

  test('a PowerTowerXM finds its outlets by name, and takes the community from what it is in', async () => {
    await using pdu = await startFakePdu('sentry3', { outlets: names });
    const datacenter = await inventory.clusto.create(BasicDatacenter, 'dc');
    const tower = await equip(await inventory.clusto.create(PowerTowerXM, 'pwr1', { withslave: true }), pdu);
    await datacenter.insert(tower);
    await expect(tower.setPowerOff(outlet, 'aa1')).rejects.toMatchObject({
      code: 'HARDWARE_SETTING_MISSING',
      message: expect.stringContaining('snmp.community'),
    });
    await datacenter.setAttr({ key: 'snmp', subkey: 'community', value: 'private' });
    await tower.setPowerOff(outlet, '.aa2');
    await tower.setPowerOff(outlet, 26);
    await tower.setPowerOn(outlet, 'bb2');
    await tower.reboot(outlet, 'aa2');
    await tower.reboot(outlet, 'aa2');
    const control = '1.3.6.1.4.1.1718.3.2.3.1.11.1.1';
    expect(pdu.sets).toEqual([
      { oid: `${control}.2`, value: 2 },
      { oid: `${control}.26`, value: 2 },
      { oid: `${control}.26`, value: 1 },
      { oid: `${control}.2`, value: 1 },
      { oid: `${control}.2`, value: 3 },
    ]);
    expect(await tower.outletState(outlet, 'aa2')).toEqual({ source: 'pwr1 outlet aa2', state: 'on', detail: 'on' });
  });

  test('what is no outlet is refused before anything is asked', async () => {
    await using pdu = await startFakePdu('sentry3', { outlets: names.slice(0, 16) });
    const tower = await equip(await inventory.clusto.create(PowerTowerXM, 'pwr1'), pdu);
    await tower.setAttr({ key: 'snmp', subkey: 'community', value: 'private' });
    await expect(tower.setPowerOff('nic-eth', 1)).rejects.toMatchObject({
      name: 'DriverException',
      code: 'NOT_SUPPORTED',
    });
    await expect(tower.setPowerOff(outlet, 'ba1')).rejects.toMatchObject({ code: 'PORT_UNKNOWN' });
    await expect(tower.setPowerOff(outlet, 17)).rejects.toMatchObject({ code: 'PORT_UNKNOWN' });
    await tower.setProperty('withslave', true);
    // the inventory says so, the strip does not
    await expect(tower.setPowerOff(outlet, 'ba1')).rejects.toMatchObject({
      code: 'PDU_OUTLET_UNKNOWN',
      message: 'pwr1 has no outlet ba1.',
    });
    expect(pdu.sets).toEqual([]);
  });

  test('a strip without an address is told', async () => {
    const tower = await inventory.clusto.create(PowerTowerXM, 'pwr1');
    await tower.setAttr({ key: 'snmp', subkey: 'community', value: 'private' });
    await expect(tower.setPowerOff(outlet, 1)).rejects.toMatchObject({
      code: 'HARDWARE_SETTING_MISSING',
      message: expect.stringContaining('lacks an address'),
    });
  });

  test.each([
    ['apc-rpdu2', APCPdu, '1.3.6.1.4.1.318.1.1.26.9.2.4.1.5.30', 2],
    ['apc-masterswitch', SnmpPdu, '1.3.6.1.4.1.318.1.1.4.4.2.1.3.30', 2],
    ['raritan-pdu2', RaritanPdu, '1.3.6.1.4.1.13742.6.4.1.2.1.2.1.30', 0],
  ] as const)('a strip %s has as many outlets as it is said to have', async (model, driver, oid, off) => {
    await using pdu = await startFakePdu(model, { outlets: ['1', '30'] });
    const strip = await equip(
      await inventory.clusto.create<SnmpPdu, typeof driver.properties>(driver, 'pdu', { outlets: 30 }),
      pdu,
    );
    await strip.setAttr({ key: 'snmp', subkey: 'community', value: 'private' });
    await strip.setPowerOff(outlet, 30);
    expect(pdu.sets).toEqual([{ oid, value: off }]);
    await expect(strip.setPowerOff(outlet, 31)).rejects.toMatchObject({ code: 'PORT_UNKNOWN' });
    await strip.setProperty('outlets', 8);
    await expect(strip.setPowerOff(outlet, 30)).rejects.toMatchObject({ code: 'PORT_UNKNOWN' });
    expect((await strip.freePorts()).filter(([type]) => type === outlet)).toHaveLength(8);
  });

  test('attributes say how it is spoken to; what they cannot say is told', async () => {
    await using pdu = await startFakePdu('sentry3', { outlets: ['1'], objectId: '1.3.6.1.4.1.5.5' });
    const strip = await equip(await inventory.clusto.create(SnmpPdu, 'pdu'), pdu);
    const set = (subkey: string, value: string | number): Promise<unknown> =>
      strip.setAttr({ key: 'snmp', subkey, value });
    await set('version', '3');
    await set('user', 'admin');
    await set('authpassword', 'adminpass');
    await set('authprotocol', 'SHA');
    await set('privpassword', 'adminpriv');
    await expect(strip.setPowerOff(outlet, 1)).rejects.toMatchObject({ code: 'PDU_MODEL_UNKNOWN' });
    await set('model', 'sentry3');
    await strip.setPowerOff(outlet, 1);
    expect(pdu.sets).toHaveLength(1);
    for (const [subkey, value] of [
      ['port', 70_000],
      ['port', 'snmp'],
      ['version', 4],
      ['model', 'sentry9'],
    ] as const) {
      const before = await strip.attrValue({ key: 'snmp', subkey });
      await set(subkey, value);
      await expect(strip.setPowerOff(outlet, 1)).rejects.toMatchObject({ code: 'HARDWARE_SETTING_INVALID' });
      await set(subkey, before as string);
    }
  });
});
