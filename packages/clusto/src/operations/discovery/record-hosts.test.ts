import { describe, expect, test } from 'vitest';
import { countStatements } from '../../../../../tests/support/count-statements.ts';
import { databases } from '../../../../../tests/support/databases.ts';
import { type AnswerOptions, hostAnswer } from '../../../../../tests/support/host-answer.ts';
import { useClusto } from '../../../../../tests/support/use-clusto.ts';
import { failure } from '../../base/errors.ts';
import type { Device } from '../../drivers/devices/device.ts';
import { PenguinServer } from '../../drivers/devices/penguin-server.ts';
import { BasicVirtualServer } from '../../drivers/devices/basic-virtual-server.ts';
import { IPManager } from '../../drivers/resources/ip-manager.ts';
import { readAnswer } from '../../providers/ssh/read-answer.ts';
import { acceptDrift } from './accept-drift.ts';
import { findDrift } from './find-drift.ts';
import type { HostOutcome } from './probe-hosts.ts';
import { recordHosts, type RecordParams } from './record-hosts.ts';

const address = '10.0.0.5';
const answer = (options: AnswerOptions = {}, thing: Device | null = null): HostOutcome => ({
  address,
  thing,
  host: readAnswer(hostAnswer(options), address),
});

describe.each(databases)('hosts that were asked, on $name', (kind) => {
  const home = useClusto(kind);
  const record = (outcome: HostOutcome, params?: RecordParams) => recordHosts(home.clusto, [outcome], params);
  const write = (outcome: HostOutcome) => record(outcome, { write: true });
  const drift = async (): Promise<string[]> =>
    (await findDrift(home.clusto)).map(({ drift: one }) =>
      [one.kind, one.entity, one.attribute, one.intended ?? '-', one.observed, one.source].join(' | '),
    );
  async function build(): Promise<PenguinServer> {
    await home.clusto.create(IPManager, 'net', { baseip: '10.0.0.0', netmask: '255.255.255.0' });
    const server = await home.clusto.create(PenguinServer, 'web1');
    await server.addIp(address);
    return server;
  }
  const texts = async (thing: Device): Promise<string[]> =>
    (await thing.attrs())
      .filter(({ key, subkey }) => key !== 'ip' || subkey === 'osportname')
      .map(({ key, number, subkey, value }) => `${key} ${number} ${subkey} ${String(value)}`)
      .toSorted();

  test('are recognised by serial number, then MAC address, then address', async () => {
    const { clusto } = home;
    const byAddress = await build();
    const found = async () => {
      const [report] = await record(answer());
      return [report?.entity, report?.recognisedBy];
    };
    expect(await found()).toEqual(['web1', 'address']);
    const byMac = await clusto.create(PenguinServer, 'by-mac');
    await byMac.setPortAttr('nic-eth', 1, 'mac', '00:1b:21:00:00:11');
    expect(await found()).toEqual(['by-mac', 'mac']);
    const bySerial = await clusto.create(PenguinServer, 'by-serial');
    await bySerial.setAttr({ key: 'system', subkey: 'serial', value: 'SN1' });
    expect(await found()).toEqual(['by-serial', 'serial']);
    await byAddress.setAttr({ key: 'system', subkey: 'serial', value: 'SN1' });
    expect(await record(answer())).toMatchObject([{ action: 'failed', code: 'ENTITY_AMBIGUOUS', entity: null }]);
  });

  test('are written as one version that says so, and the same again is none', async () => {
    const server = await build();
    const before = await home.clusto.version();
    const [report] = await write(answer({}, server));
    expect(report).toMatchObject({ entity: 'web1', recognisedBy: 'address', action: 'updated', code: null });
    expect(report?.differences.every(({ intended, problem }) => intended === null || problem === null)).toBe(true);
    expect(await texts(server)).toEqual(
      [
        'disk 0 firmware HXM7',
        'disk 0 model MZ7KH480',
        'disk 0 osname sda',
        'disk 0 serial D0',
        'disk 0 size 480103981056',
        'disk 1 firmware HXM7',
        'disk 1 model MZ7KH480',
        'disk 1 osname sdb',
        'disk 1 serial D1',
        'disk 1 size 480103981056',
        'memory 0 locator A1',
        'memory 0 size 16384',
        'memory 0 speed 2666 MT/s',
        'memory 0 type DDR4',
        'port-nic-eth 1 mac 00:1b:21:00:00:10',
        'port-nic-eth 2 mac 00:1b:21:00:00:11',
        'processor 0 model-name Intel(R) Xeon(R) Gold 5215',
        'processor 0 vendor-id GenuineIntel',
        'processor 1 model-name Intel(R) Xeon(R) Gold 5215',
        'processor 1 vendor-id GenuineIntel',
        'system null cpucount 16',
        'system null disk 960',
        'system null hostname web1',
        'system null memory 16384',
        'system null serial SN1',
        'ip 0 osportname br0',
      ].toSorted(),
    );
    expect(await home.clusto.versions({ limit: 1 })).toMatchObject([
      { number: before + 1, message: 'SSH discovery: updated web1' },
    ]);
    expect(await write(answer({}, server))).toMatchObject([{ action: 'same', recognisedBy: 'serial' }]);
    expect(await home.clusto.version()).toBe(before + 1);
  });

  test('are only compared unless writing is meant', async () => {
    const server = await build();
    const before = await home.clusto.version();
    expect(await record(answer())).toMatchObject([{ action: 'differs' }]);
    expect([await home.clusto.version(), await server.attrs({ key: 'system' })]).toEqual([before, []]);
  });

  test('have what differs reported, and what is gone deleted; what nobody could read stays', async () => {
    const server = await build();
    await write(answer());
    await server.setAttr({ key: 'disk', number: 1, subkey: 'shelf', value: 'of somebody' });
    const [report] = await write(answer({ disks: 1, root: false }));
    expect(report?.differences.map((one) => `${one.attribute}: ${one.intended} -> ${one.observed}`)).toEqual([
      'system memory: 16384 -> 15933',
      'system disk: 960 -> 480',
      ...['osname: sdb', 'size: 480103981056', 'model: MZ7KH480', 'serial: D1', 'firmware: HXM7'].map(
        (one) => `disk 1 ${one} -> null`,
      ),
    ]);
    expect((await texts(server)).filter((one) => /^disk 1|^memory|serial/.test(one))).toEqual([
      'disk 0 serial D0',
      'disk 1 shelf of somebody',
      'memory 0 locator A1',
      'memory 0 size 16384',
      'memory 0 speed 2666 MT/s',
      'memory 0 type DDR4',
      'system null serial SN1',
    ]);
  });

  test('keep an attribute of the system at the number that it had no need of', async () => {
    const server = await build();
    await server.addAttr({ key: 'system', number: 0, subkey: 'memory', value: '16384' });
    const [report] = await write(answer());
    expect(report?.differences.map(({ attribute }) => attribute)).not.toContain('system memory');
  });

  test('do not take what belongs to others, and say why', async () => {
    const { clusto } = home;
    const server = await build();
    await server.setAttr({ key: 'system', subkey: 'serial', value: 'SN1' });
    const other = await clusto.create(PenguinServer, 'other');
    await other.setPortAttr('nic-eth', 1, 'mac', '00:1b:21:00:00:11');
    await other.addIp('10.0.0.6');
    const [report] = await write(answer({ ip: '10.0.0.6' }));
    expect(report?.action).toBe('updated');
    expect(
      report?.differences.flatMap(({ attribute, problem }) => (problem === null ? [] : [`${attribute}: ${problem}`])),
    ).toEqual(['port-nic-eth 2 mac: it belongs to other', expect.stringMatching(/^ip: .*10\.0\.0\.6.*other/)]);
    expect(await server.getIps()).toEqual([address]);
  });

  test('that answer for another entity than was meant change nothing', async () => {
    const server = await build();
    const other = await home.clusto.create(PenguinServer, 'other');
    await other.setAttr({ key: 'system', subkey: 'serial', value: 'SN1' });
    const before = await home.clusto.version();
    expect(await write(answer({}, server))).toMatchObject([
      { entity: 'web1', action: 'failed', code: 'HOST_IS_ANOTHER' },
    ]);
    expect(await home.clusto.version()).toBe(before);
  });

  test('that are virtual keep the size that was chosen for them', async () => {
    const machine = await home.clusto.create(BasicVirtualServer, 'v1');
    await machine.setAttr({ key: 'system', subkey: 'memory', value: 1024 });
    const [report] = await write(answer({}, machine));
    expect(report?.differences[0]).toMatchObject({ attribute: 'system serial', problem: null });
    expect(await machine.attrValues({ key: 'system', subkey: 'memory' })).toEqual([1024]);
  });

  test('that are not known get an entity where that is wanted, once', async () => {
    const { clusto } = home;
    await clusto.create(IPManager, 'net', { baseip: '10.0.0.0', netmask: '255.255.255.0' });
    expect(await record(answer())).toMatchObject([{ action: 'unknown', entity: null }]);
    const before = await clusto.version();
    const create = { create: 'penguinserver' };
    const second = {
      ...answer({ hostname: 'web2', serial: 'SN2', mac: '00:1b:21:00:00:20', ip: '10.0.0.6' }),
      address: '10.0.0.6',
    };
    const outcomes = [
      answer(),
      second,
      { address: '10.0.0.7', thing: null, error: failure('SSH_FAILED', { host: '10.0.0.7', reason: 'no' }) },
    ];
    const reports = await recordHosts(clusto, outcomes, create);
    expect(reports.map(({ action, entity, code }) => [action, entity, code])).toEqual([
      ['created', 'web1', null],
      ['created', 'web2', null],
      ['failed', null, 'SSH_FAILED'],
    ]);
    expect(await (await clusto.getByName('web2', PenguinServer)).getIps()).toEqual(['10.0.0.6']);
    expect((await recordHosts(clusto, outcomes, create)).map(({ action }) => action)).toEqual([
      'same',
      'same',
      'failed',
    ]);
    expect(await clusto.versions({ limit: 1 })).toMatchObject([
      { number: before + 1, message: 'SSH discovery: created web1, web2' },
    ]);
    // a name that is taken is told, and leaves the others alone
    const third = answer({ serial: 'SN3', mac: '00:1b:21:00:00:30', ip: '10.0.0.8' });
    expect(await recordHosts(clusto, [{ ...third, address: '10.0.0.8' }], create)).toMatchObject([
      { action: 'failed', code: 'NAME_TAKEN' },
    ]);
  });

  test('leave their observations to drift, which is listed and accepted', async () => {
    const server = await build();
    await record(answer());
    expect(await drift()).toEqual([]);
    await write(answer());
    await server.setAttr({ key: 'system', subkey: 'memory', value: 8192 });
    await record(answer({ disks: 3 }));
    expect((await drift()).toSorted()).toEqual([
      'hardware | web1 | disk 2 firmware | - | HXM7 | ssh 10.0.0.5',
      'hardware | web1 | disk 2 model | - | MZ7KH480 | ssh 10.0.0.5',
      'hardware | web1 | disk 2 osname | - | sdc | ssh 10.0.0.5',
      'hardware | web1 | disk 2 serial | - | D2 | ssh 10.0.0.5',
      'hardware | web1 | disk 2 size | - | 480103981056 | ssh 10.0.0.5',
      'hardware | web1 | system disk | 960 | 1440 | ssh 10.0.0.5',
      'hardware | web1 | system memory | 8192 | 16384 | ssh 10.0.0.5',
    ]);
    // what it says no more is not observed any more
    await record(answer({ disks: 2 }));
    expect(await drift()).toEqual(['hardware | web1 | system memory | 8192 | 16384 | ssh 10.0.0.5']);
    await record(answer({ disks: 3 }));
    await acceptDrift(home.clusto, [server]);
    expect(await drift()).toEqual([]);
    expect(await server.attrValues({ key: 'disk', number: 2, subkey: 'size' })).toEqual([480_103_981_056]);
    await record(answer({ disks: 2 }));
    expect(await drift()).toEqual(['hardware | web1 | system disk | 1440 | 960 | ssh 10.0.0.5']);
  });

  test('leave other MAC and IP addresses to drift, which is listed and accepted', async () => {
    const server = await build();
    await record(answer({ mac: '00:1b:21:00:00:20', ip: '10.0.0.6' }));
    // nobody has said which cards it has
    expect(await drift()).toEqual(['ip | web1 | ip | - | 10.0.0.6 br0 | ssh 10.0.0.5']);
    await server.setPortAttr('nic-eth', 1, 'mac', '00:1b:21:00:00:10');
    await server.bindIpToOsPort(address, 'eth0');
    expect((await drift()).toSorted()).toEqual([
      'address | web1 | port-nic-eth 1 mac | 00:1b:21:00:00:10 | 00:1b:21:00:00:20 | ssh 10.0.0.5',
      'address | web1 | port-nic-eth 2 mac | - | 00:1b:21:00:00:21 | ssh 10.0.0.5',
      'ip | web1 | ip | - | 10.0.0.6 br0 | ssh 10.0.0.5',
    ]);
    // what it says no more is not observed any more
    await record(answer({ mac: '00:1b:21:00:00:10' }));
    expect((await drift()).toSorted()).toEqual([
      'address | web1 | port-nic-eth 2 mac | - | 00:1b:21:00:00:11 | ssh 10.0.0.5',
      'ip | web1 | ip | 10.0.0.5 eth0 | 10.0.0.5 br0 | ssh 10.0.0.5',
    ]);
    await acceptDrift(home.clusto, [server]);
    expect(await drift()).toEqual([]);
    expect((await texts(server)).filter((one) => /^ip|mac/.test(one))).toEqual([
      'ip 0 osportname br0',
      'port-nic-eth 1 mac 00:1b:21:00:00:10',
      'port-nic-eth 2 mac 00:1b:21:00:00:11',
    ]);
  });

  test('that have exchanged their cards are accepted together, or not at all', async () => {
    const server = await build();
    const other = await home.clusto.create(PenguinServer, 'web2');
    await other.addIp('10.0.0.6');
    const cardsOf = (base: string): AnswerOptions => ({ mac: `00:1b:21:00:00:${base}` });
    const second = (base: string): HostOutcome => ({
      address: '10.0.0.6',
      thing: other,
      host: readAnswer(hostAnswer({ ...cardsOf(base), serial: 'SN2', ip: '10.0.0.6' }), '10.0.0.6'),
    });
    await recordHosts(home.clusto, [answer(cardsOf('10'), server), second('20')], { write: true });
    await recordHosts(home.clusto, [answer(cardsOf('20'), server), second('10')]);
    expect(await drift()).toHaveLength(4);
    await expect(acceptDrift(home.clusto, [server])).rejects.toMatchObject({ code: 'MAC_TAKEN' });
    expect(await server.getPortAttr('nic-eth', 1, 'mac')).toBe('00:1b:21:00:00:10');
    await acceptDrift(home.clusto, [server, other]);
    expect(await drift()).toEqual([]);
    expect(await server.getPortAttr('nic-eth', 1, 'mac')).toBe('00:1b:21:00:00:20');
  });

  test('cost as many statements whatever else there is', async () => {
    const { clusto } = home;
    await build();
    await write(answer());
    const cost = () => countStatements(() => record(answer()));
    const few = await cost();
    for (let index = 0; index < 20; index += 1) {
      const other = await clusto.create(PenguinServer, `other${index}`);
      await other.setAttr({ key: 'system', subkey: 'serial', value: `OTHER${index}` });
    }
    expect(await cost()).toBe(few);
  });
});
