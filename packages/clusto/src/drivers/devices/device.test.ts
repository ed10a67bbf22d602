import { describe, expect, test } from 'vitest';
import { databases } from '../../../../../tests/support/databases.ts';
import { useInventory } from '../../../../../tests/support/open-inventory.ts';
import { IPManager } from '../resources/ip-manager.ts';
import { BasicAppliance } from './basic-appliance.ts';
import { BasicPowerStrip } from './basic-power-strip.ts';
import { BasicServer } from './basic-server.ts';
import { Device } from './device.ts';

class SwitchedStrip extends BasicPowerStrip {
  static override readonly driverName: string = 'switchedstrip';
  static readonly done: string[] = [];

  #note(action: string, type: string, number: number): Promise<void> {
    SwitchedStrip.done.push(`${this.name} ${action} ${type} ${number}`);
    return Promise.resolve();
  }

  setPowerOn(type: string, number: number): Promise<void> {
    return this.#note('on', type, number);
  }

  setPowerOff(type: string, number: number): Promise<void> {
    return this.#note('off', type, number);
  }

  reboot(type: string, number: number): Promise<void> {
    return this.#note('reboot', type, number);
  }
}

describe.each(databases)('Device on $name', (kind) => {
  const inventory = useInventory(kind, [
    Device,
    BasicServer,
    BasicAppliance,
    BasicPowerStrip,
    SwitchedStrip,
    IPManager,
  ]);
  const server = (name = 's1'): Promise<BasicServer> => inventory.clusto.create(BasicServer, name);
  const subnet = (name: string, baseip: string, netmask: string, gateway?: string): Promise<IPManager> =>
    inventory.clusto.create(IPManager, name, { baseip, netmask, gateway });
  const addresses = async (device: Device): Promise<string[]> =>
    (await device.attrs({ key: 'ip' }))
      .filter(({ subkey }) => subkey === 'ipstring' || subkey === 'osportname')
      .map(String);

  test('is called by its name until it has a host name', async () => {
    const s1 = await server();
    expect(await s1.hostname()).toBe('s1');
    await s1.setHostname('web');
    await s1.setHostname('mail');
    expect(await s1.hostname()).toBe('mail');
    expect(await s1.attrValues({ key: 'hostname' })).toEqual(['mail']);
    await s1.addAttr({ key: 'hostname', value: 'second' });
    await expect(s1.setHostname('third')).rejects.toMatchObject({ code: 'ATTRIBUTE_AMBIGUOUS' });
  });

  test('has domain names, each once', async () => {
    const s1 = await server();
    for (const fqdn of ['b.example', 'a.example', 'b.example']) await s1.addFqdn(fqdn);
    expect(await s1.fqdns()).toEqual(['b.example', 'a.example']);
    expect((await s1.attrs({ key: 'fqdn' })).map(({ number }) => number)).toEqual([0, 1]);
    await s1.removeFqdn('b.example');
    await s1.removeFqdn('c.example');
    expect(await s1.fqdns()).toEqual(['a.example']);
  });

  test('has the properties of what is bought', async () => {
    const s1 = await inventory.clusto.create(BasicServer, 's1', {
      model: 'Relion',
      manufacturer: 'Penguin',
      serialnum: 'P123',
    });
    expect(await s1.getProperties()).toEqual({ model: 'Relion', manufacturer: 'Penguin', serialnum: 'P123' });
    expect((await inventory.clusto.getBySerial('P123')).map(({ name }) => name)).toEqual(['s1']);
  });

  test('gets addresses: a chosen one, or the next of a manager', async () => {
    const s1 = await server();
    await expect(s1.addIp('10.0.0.9')).rejects.toMatchObject({ code: 'IP_MANAGER_MISSING', name: 'ResourceException' });
    await expect(s1.addIp()).rejects.toMatchObject({ code: 'IP_UNDECIDED', name: 'ResourceException' });
    const ipman = await subnet('m', '10.0.0.0', '255.255.0.0', '10.0.0.1');
    const attribute = await s1.addIp('10.0.0.9');
    await s1.addIp(undefined, ipman);
    await s1.addIp({ ipman });
    await s1.addIp({ ip: '10.0.0.8' });
    expect(await s1.getIps()).toEqual(['10.0.0.9', '10.0.0.2', '10.0.0.3', '10.0.0.8']);
    expect([await s1.hasIp('10.0.0.2'), await s1.hasIp(attribute.value as number), await s1.hasIp('10.0.0.7')]).toEqual(
      [true, true, false],
    );
    await expect((await server('s2')).addIp('10.0.0.9')).rejects.toMatchObject({ code: 'RESOURCE_TAKEN' });
  });

  test('binds an address to an interface and a port, in one version', async () => {
    const s1 = await server();
    await subnet('m', '192.168.1.0', '24');
    await subnet('n', '10.0.0.0', '8');
    const before = await inventory.clusto.version();
    await s1.bindIpToOsPort('192.168.1.51', 'eth0', { portType: 'nic-eth', portNum: 1 });
    expect(await inventory.clusto.version()).toBe(before + 1);
    await s1.bindIpToOsPort('10.0.0.51', 'eth1');
    expect(await s1.getPortAttr('nic-eth', 1, 'osportname')).toBe('eth0');
    await s1.bindIpToOsPort('192.168.1.51', 'bond0', { portType: 'nic-eth', portNum: 1 });
    expect(await addresses(s1)).toEqual([
      's1.ip|0|ipstring|string 192.168.1.51',
      's1.ip|1|ipstring|string 10.0.0.51',
      's1.ip|1|osportname|string eth1',
      's1.ip|0|osportname|string bond0',
    ]);
    expect(await s1.getPortAttr('nic-eth', 1, 'osportname')).toBe('bond0');
    const integer = await s1.attrValue({ key: 'ip', number: 1, subkey: null });
    await s1.bindIpToOsPort(integer as number, 'eth2');
    expect(await s1.attrValue({ key: 'ip', number: 1, subkey: 'osportname' })).toBe('eth2');
  });

  test('takes the most specific of overlapping managers, or the one that is named', async () => {
    const s1 = await server();
    const [wide, narrow] = [await subnet('wide', '10.0.0.0', '8'), await subnet('narrow', '10.0.0.0', '24')];
    await s1.bindIpToOsPort('10.0.0.5', 'eth0');
    await s1.bindIpToOsPort('10.0.0.6', 'eth1', { ipman: wide });
    await s1.addIp('10.0.0.7', wide);
    await s1.bindIpToOsPort('10.0.0.7', 'eth2', { ipman: narrow });
    const managers = await s1.attrValues({ key: 'ip', subkey: 'manager' });
    expect(managers.map((manager) => (manager as IPManager).name)).toEqual(['narrow', 'wide', 'wide']);
    await expect(s1.bindIpToOsPort('10.1.0.1', 'eth3', { ipman: narrow })).rejects.toMatchObject({
      code: 'RESOURCE_TYPE_INVALID',
    });
  });

  test('changes nothing when a binding fails', async () => {
    const [s1, s2] = [await server(), await server('s2')];
    await subnet('m', '10.0.0.0', '8');
    await s2.addIp('10.0.0.9');
    const failures = [
      [s1.bindIpToOsPort('10.0.0.5', 'eth0', { portType: 'nic-eth', portNum: 3 }), 'PORT_UNKNOWN'],
      [s1.bindIpToOsPort('10.0.0.5', 'eth0', { portType: 'nic-eth' }), 'ARGUMENT_INVALID'],
      [s1.bindIpToOsPort('10.0.0.5', 'eth0', { portNum: 1 }), 'ARGUMENT_INVALID'],
      [s1.bindIpToOsPort('10.0.0.9', 'eth0'), 'RESOURCE_TAKEN'],
      [s1.bindIpToOsPort('172.16.0.1', 'eth0'), 'IP_MANAGER_MISSING'],
      [s1.bindIpToOsPort('10.0.0', 'eth0'), 'IP_INVALID'],
    ] as const;
    for (const [failed, code] of failures) await expect(failed).rejects.toMatchObject({ code });
    expect(await s1.attrs()).toEqual([]);
    expect(await addresses(s2)).toEqual(['s2.ip|0|ipstring|string 10.0.0.9']);
    await s1.addIp('10.0.0.5');
  });

  test('switches the power of all its power ports, or of none', async () => {
    const { clusto } = inventory;
    const [s1, pdu, strip] = [
      await server(),
      await clusto.create(SwitchedStrip, 'pdu'),
      await clusto.create(BasicPowerStrip, 'strip'),
    ];
    SwitchedStrip.done.length = 0;
    await expect(s1.powerOn()).rejects.toMatchObject({ code: 'POWER_UNKNOWN_MEANS' });
    await s1.connectPorts('pwr-nema-5', 1, pdu, 7);
    expect((await s1.powerOff()).switched).toEqual(['pdu outlet 7 off']);
    await s1.powerOn();
    await s1.powerReboot();
    expect(await s1.powerState()).toMatchObject({ state: 'unknown', means: 'pdu' });
    expect(SwitchedStrip.done).toEqual(['pdu off pwr-nema-5 7', 'pdu on pwr-nema-5 7', 'pdu reboot pwr-nema-5 7']);
    const appliance = await clusto.create(BasicAppliance, 'a1');
    await appliance.connectPorts('pwr-nema-5', 1, pdu, 8);
    await appliance.connectPorts('pwr-nema-5', 2, strip, 1);
    await expect(appliance.powerOff()).rejects.toMatchObject({ code: 'NOT_SUPPORTED', detail: { thing: strip } });
    expect(SwitchedStrip.done).toHaveLength(3);
  });
});
