import { afterEach, describe, expect, test } from 'vitest';
import { databases } from '../../../../../tests/support/databases.ts';
import { makeFakeProgram } from '../../../../../tests/support/fake-program.ts';
import { type FakePdu, type FakePduOptions, startFakePdu } from '../../../../../tests/support/fake-pdu.ts';
import { type FakeRedfish, redfishUser, startFakeRedfish } from '../../../../../tests/support/fake-redfish.ts';
import { useInventory } from '../../../../../tests/support/open-inventory.ts';
import { quickSettings } from '../../../../../tests/support/quick-settings.ts';
import type { Session } from '../../inventory/session.ts';
import { BasicAppliance } from '../devices/basic-appliance.ts';
import { BasicPowerStrip } from '../devices/basic-power-strip.ts';
import { BasicServer } from '../devices/basic-server.ts';
import { Device } from '../devices/device.ts';
import { PenguinServer2U } from '../devices/penguin-server.ts';
import { PowerTowerXM } from '../devices/power-tower-xm.ts';
import { SnmpPdu } from '../devices/snmp-pdu.ts';
import { BasicRack } from '../locations/basic-rack.ts';
import { IPManager } from '../resources/ip-manager.ts';
import { callAsText, type PowerPlan } from './power-plan.ts';

const kinds = [
  Device,
  BasicServer,
  PenguinServer2U,
  BasicAppliance,
  BasicPowerStrip,
  PowerTowerXM,
  SnmpPdu,
  BasicRack,
  IPManager,
];
const outlets = ['aa1', 'aa2', 'aa3'];

describe.each(databases)('the power of a device on $name', (kind) => {
  const inventory = useInventory(kind, kinds);
  const pdus: FakePdu[] = [];
  afterEach(async () => {
    await Promise.all(pdus.splice(0).map((pdu) => pdu[Symbol.asyncDispose]()));
  });

  const open = (settings: Record<string, unknown> = {}): Promise<Session> =>
    inventory.open({ settings: { ...quickSettings, ...settings } });

  /** A strip in the inventory, and the one that it stands for. */
  async function strip(
    clusto: Session,
    name: string,
    options: Partial<FakePduOptions> = {},
  ): Promise<[PowerTowerXM, FakePdu]> {
    const pdu = await startFakePdu('sentry3', { outlets, ...options });
    pdus.push(pdu);
    const tower = await clusto.create(PowerTowerXM, name);
    const attributes = { address: '127.0.0.1', port: pdu.port, community: 'private' };
    for (const [subkey, value] of Object.entries(attributes)) await tower.setAttr({ key: 'snmp', subkey, value });
    return [tower, pdu];
  }

  /** A server on two strips. */
  async function redundant(
    clusto: Session,
    second: Partial<FakePduOptions> = {},
  ): Promise<[PenguinServer2U, FakePdu, FakePdu]> {
    const [[pwr1, one], [pwr2, two]] = [await strip(clusto, 'pwr1'), await strip(clusto, 'pwr2', second)];
    const server = await clusto.create(PenguinServer2U, 's1');
    await server.connectPorts('pwr-nema-5', 1, pwr1, 'aa1');
    await server.connectPorts('pwr-nema-5', 2, pwr2, 'aa3');
    return [server, one, two];
  }

  const values = ({ sets }: FakePdu): number[] => sets.map(({ value }) => value);
  const texts = ({ steps }: PowerPlan): string[] =>
    steps.map(({ call }) => callAsText(call).replace(/:\d+ /, ':PORT '));

  describe('at power strips', () => {
    test('several outlets are one', async () => {
      const [server, one, two] = await redundant(await open());
      expect(await server.powerOff()).toEqual({
        action: 'off',
        means: 'pdu',
        switched: ['pwr1 outlet aa1 off', 'pwr2 outlet aa3 off'],
      });
      expect(await server.powerState()).toMatchObject({ state: 'off', means: 'pdu' });
      await server.powerOn();
      two.setState('aa3', 4);
      expect(await server.powerState()).toMatchObject({
        state: 'mixed',
        readings: [
          { source: 'pwr1 outlet aa1', state: 'on' },
          { source: 'pwr2 outlet aa3', state: 'off' },
        ],
      });
      expect([values(one), values(two)]).toEqual([
        [2, 1],
        [2, 1],
      ]);
    });

    test('a reboot is all off, verified, a while, and all on', async () => {
      const [server, one, two] = await redundant(await open());
      const plan = await server.planPower('reboot');
      const oid = '1.3.6.1.4.1.1718.3.2.3.1.11.1.1';
      expect(texts(plan)).toEqual([
        `snmp set 127.0.0.1:PORT ${oid}.1 = integer 2`,
        `snmp set 127.0.0.1:PORT ${oid}.3 = integer 2`,
        'ask until it is off, at most 0.3 s',
        'wait 0.001 s',
        `snmp set 127.0.0.1:PORT ${oid}.1 = integer 1`,
        `snmp set 127.0.0.1:PORT ${oid}.3 = integer 1`,
        'ask until it is on, at most 0.3 s',
      ]);
      expect([values(one), values(two)]).toEqual([[], []]);
      const steps: string[] = [];
      await server.runPowerPlan(plan, { onStep: (step) => steps.push(step) });
      expect(steps).toEqual(plan.steps.map(({ what }) => what));
      expect([values(one), values(two)]).toEqual([
        [2, 1],
        [2, 1],
      ]);
    });

    test('one outlet is rebooted by its strip', async () => {
      const clusto = await open();
      const [pwr1, pdu] = await strip(clusto, 'pwr1');
      const server = await clusto.create(BasicServer, 's1');
      await server.connectPorts('pwr-nema-5', 1, pwr1, 2);
      expect((await server.powerReboot()).switched).toEqual(['pwr1 outlet aa2 reboot']);
      pdu.setState('aa2', 4);
      expect((await server.powerReboot()).switched).toEqual(['pwr1 outlet aa2 on']);
      expect(values(pdu)).toEqual([3, 1]);
    });

    test('an outlet that does not follow is told, with what was done before', async () => {
      const [server, one] = await redundant(await open(), { isStuck: true });
      await expect(server.powerReboot()).rejects.toMatchObject({
        name: 'ProviderException',
        code: 'POWER_STOPPED',
        message: expect.stringMatching(
          /not off after 0\.3 s: pwr1 outlet aa1 is off, pwr2 outlet aa3 is on\. Done before: pwr1 outlet aa1 off, pwr2 outlet aa3 off\.$/,
        ),
      });
      // it is not switched on again behind the back of who looks at it
      expect(values(one)).toEqual([2]);
    });

    test('a strip that refuses in the middle is told, with what was done before', async () => {
      const [server, one, two] = await redundant(await open());
      const plan = await server.planPower('off');
      two.refuse(5);
      await expect(server.runPowerPlan(plan)).rejects.toMatchObject({
        code: 'POWER_STOPPED',
        message: expect.stringMatching(
          /pwr2 outlet aa3 off failed: .*GeneralError.* Done before: pwr1 outlet aa1 off\.$/,
        ),
      });
      one.refuse(5);
      await expect(server.runPowerPlan(plan)).rejects.toMatchObject({ code: 'SNMP_REFUSED' });
    });

    test('with a silent strip, a locked outlet or one that cannot be switched nothing is switched', async () => {
      const clusto = await open();
      const [server, one, two] = await redundant(clusto);
      two.setState('aa3', 6);
      await expect(server.powerOff()).rejects.toMatchObject({ code: 'PDU_OUTLET_REFUSED' });
      await two[Symbol.asyncDispose]();
      pdus.splice(pdus.indexOf(two), 1);
      await expect(server.powerOff()).rejects.toMatchObject({ code: 'SNMP_NO_ANSWER' });
      await server.disconnectPort('pwr-nema-5', 2);
      await server.connectPorts('pwr-nema-5', 2, await clusto.create(BasicPowerStrip, 'dumb'), 1);
      await expect(server.powerOff()).rejects.toMatchObject({ code: 'NOT_SUPPORTED' });
      await expect(server.powerOff({ soft: true })).rejects.toMatchObject({ code: 'NOT_SUPPORTED' });
      expect(values(one)).toEqual([]);
    });

    test('what can be interrupted stops between its steps', async () => {
      const [server, one, two] = await redundant(await open({ power: { settle: 300, pause: 60_000 } }));
      const controller = new AbortController();
      const onStep = (step: string): void => {
        if (step === 's1 stays off') controller.abort();
      };
      await expect(server.powerReboot({ signal: controller.signal, onStep })).rejects.toMatchObject({
        code: 'POWER_STOPPED',
        message: expect.stringContaining('Interrupted'),
      });
      expect([values(one), values(two)]).toEqual([[2], [2]]);
    });

    test('a transaction of the database is not kept open for it', async () => {
      const clusto = await open();
      const [server, one] = await redundant(clusto);
      const plan = await server.planPower('off');
      for (const attempt of [() => server.powerOff(), () => server.powerState(), () => server.runPowerPlan(plan)])
        await expect(clusto.transaction<unknown>(attempt)).rejects.toMatchObject({ code: 'OUTSIDE_IN_TRANSACTION' });
      expect(values(one)).toEqual([]);
    });

    test('a thing that is not cabled, or has no ports, is told', async () => {
      const clusto = await open();
      const server = await clusto.create(BasicServer, 's1');
      await expect(server.powerOn()).rejects.toMatchObject({
        code: 'POWER_UNKNOWN_MEANS',
        message: expect.stringContaining('none of its ports for power is cabled'),
      });
      class Bare extends Device {
        static override readonly driverName: string = 'bare';
        static override readonly ports = {};
      }
      await expect((await clusto.create(Bare, 'b1')).powerOn()).rejects.toMatchObject({
        code: 'POWER_UNKNOWN_MEANS',
        message: expect.stringContaining('it has no port for power'),
      });
    });
  });

  describe('by its management controller', () => {
    const ipmitool = `case "$*" in
      *status) echo "Chassis Power is $(cat "$HERE/power" 2>/dev/null || echo on)";;
      *on|*cycle) echo on > "$HERE/power";;
      *off) echo off > "$HERE/power";;
    esac`;
    const ipmi = { address: '10.9.9.9', user: 'clusto', password: 'top secret' };

    async function setAll(device: Device, key: string, attributes: Record<string, string>): Promise<void> {
      for (const [subkey, value] of Object.entries(attributes)) await device.setAttr({ key, subkey, value });
    }

    async function redfishServer(clusto: Session, service: FakeRedfish): Promise<BasicServer> {
      const server = await clusto.create(BasicServer, 's1');
      await setAll(server, 'redfish', { url: service.url, fingerprint: service.fingerprint, ...redfishUser });
      return server;
    }

    test('IPMI is a plan of one call, and its password is in none', async () => {
      await using program = await makeFakeProgram('ipmitool', ipmitool);
      const server = await (await open({ ipmi: { ipmitool: program.path } })).create(BasicServer, 's1');
      await setAll(server, 'ipmi', ipmi);
      const plan = await server.planPower('off');
      expect(texts(plan)).toEqual([
        `${program.path} -I lanplus -C 17 -H 10.9.9.9 -p 623 -U clusto -L OPERATOR -f PASSWORD-FILE -R 1 -N 3 chassis power off`,
        'ask until it is off, at most 0.3 s',
      ]);
      expect(JSON.stringify(plan)).not.toContain('secret');
      expect((await program.calls()).every((call) => call.endsWith('chassis power status'))).toBe(true);
      expect(await server.powerOff()).toMatchObject({ means: 'ipmi', switched: ['s1 off by IPMI'] });
      expect((await server.powerOff()).switched).toEqual([]);
      // of what is off a reboot is switching it on
      expect((await server.powerReboot()).switched).toEqual(['s1 on by IPMI']);
      expect((await server.powerReboot()).switched).toEqual(['s1 reboot by IPMI']);
      expect((await server.powerOff({ soft: true })).switched).toEqual(['s1 soft by IPMI']);
      const sent = (await program.calls()).map((call) => call.split(' ').at(-1)).filter((verb) => verb !== 'status');
      expect(sent).toEqual(['off', 'on', 'cycle', 'soft']);
    });

    test('IPMI is at the address bound to the interface ipmi; users are those of the rack', async () => {
      await using program = await makeFakeProgram('ipmitool', ipmitool);
      const clusto = await open({ ipmi: { ipmitool: program.path } });
      await clusto.create(IPManager, 'm', { baseip: '10.0.0.0', netmask: '8' });
      const rack = await clusto.create(BasicRack, 'r1');
      const server = await clusto.create(BasicServer, 's1');
      await rack.insert(server, 1);
      await server.bindIpToOsPort('10.0.0.5', 'eth0');
      await expect(server.powerState()).rejects.toMatchObject({ code: 'POWER_UNKNOWN_MEANS' });
      await server.bindIpToOsPort('10.0.0.6', 'ipmi');
      await expect(server.powerState()).rejects.toMatchObject({
        code: 'HARDWARE_SETTING_MISSING',
        message: expect.stringContaining('ipmi.user'),
      });
      for (const [subkey, value] of Object.entries({ user: 'rackuser', password: 'p', address: '10.0.0.99' }))
        await rack.setAttr({ key: 'ipmi', subkey, value });
      expect(await server.powerState()).toMatchObject({ state: 'on', means: 'ipmi' });
      expect((await program.calls()).join()).toContain('-H 10.0.0.6 -p 623 -U rackuser');
    });

    test('Redfish is a plan of one request', async () => {
      await using service = await startFakeRedfish();
      const server = await redfishServer(await open(), service);
      const plan = await server.planPower('off');
      const reset = `${service.url}/redfish/v1/Systems/1/Actions/ComputerSystem.Reset`;
      expect(plan.steps.map(({ call }) => callAsText(call))).toEqual([
        `POST ${reset} {"ResetType":"ForceOff"}`,
        'ask until it is off, at most 0.3 s',
      ]);
      expect(service.requests.some((one) => one.includes('Reset'))).toBe(false);
      expect(await server.runPowerPlan(plan)).toMatchObject({ means: 'redfish', switched: ['s1 off by Redfish'] });
      expect((await server.powerOff()).switched).toEqual([]);
      expect((await server.powerReboot()).switched).toEqual(['s1 on by Redfish']);
      expect(service.requests.filter((one) => one.includes('Reset'))).toHaveLength(2);
      expect(service.sessions()).toBe(0);
    });

    test('a controller that does not follow is told', async () => {
      await using service = await startFakeRedfish({ isStuck: true });
      const server = await redfishServer(await open(), service);
      await expect(server.powerOff()).rejects.toMatchObject({
        code: 'POWER_STOPPED',
        message: expect.stringContaining('not off after 0.3 s'),
      });
    });

    test.each([
      ['http://bmc', 'url'],
      ['https://root:calvin@bmc', 'url'],
      ['bmc', 'url'],
    ])('a Redfish address %s is refused', async (url) => {
      const server = await (await open()).create(BasicServer, 's1');
      await setAll(server, 'redfish', { url, ...redfishUser });
      const failed = await server.powerState().catch((error: unknown) => error);
      expect(failed).toMatchObject({ code: 'HARDWARE_SETTING_INVALID' });
    });

    test('a fingerprint that is none is refused, and nothing is sent', async () => {
      await using service = await startFakeRedfish();
      const server = await redfishServer(await open(), service);
      await setAll(server, 'redfish', { fingerprint: 'AB:CD' });
      await expect(server.powerState()).rejects.toMatchObject({ code: 'HARDWARE_SETTING_INVALID' });
      expect(service.requests).toEqual([]);
    });

    test('Redfish goes before IPMI, IPMI before outlets; an attribute or the caller says otherwise', async () => {
      await using program = await makeFakeProgram('ipmitool', ipmitool);
      await using service = await startFakeRedfish();
      const clusto = await open({ ipmi: { ipmitool: program.path } });
      const [pwr1] = await strip(clusto, 'pwr1');
      const server = await redfishServer(clusto, service);
      await server.connectPorts('pwr-nema-5', 1, pwr1, 'aa1');
      await setAll(server, 'ipmi', ipmi);
      const means = async (...args: Parameters<typeof server.powerState>): Promise<string> =>
        (await server.powerState(...args)).means;
      expect(await means()).toBe('redfish');
      expect([await means({ method: 'pdu' }), await means({ method: 'ipmi' })]).toEqual(['pdu', 'ipmi']);
      await setAll(server, 'power', { method: 'pdu' });
      expect(await means()).toBe('pdu');
      await setAll(server, 'power', { method: 'ipmi' });
      expect(await means()).toBe('ipmi');
      await setAll(server, 'power', { method: 'magic' });
      await expect(means()).rejects.toMatchObject({ code: 'HARDWARE_SETTING_INVALID' });
      await server.delAttrs({ key: 'power' });
      await server.delAttrs({ key: 'redfish' });
      expect(await means()).toBe('ipmi');
      await server.delAttrs({ key: 'ipmi' });
      expect(await means()).toBe('pdu');
    });
  });
});
