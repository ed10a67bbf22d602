import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { databases } from '../../../../../tests/support/databases.ts';
import { refusal } from '../../../../../tests/support/refusal.ts';
import { openStandInSite, type StandInSite } from '../../../../../tests/support/stand-in-inventory.ts';
import { recordIntent } from '../../drivers/machines/intent.ts';
import { shareOf } from '../../drivers/machines/machine-share.ts';
import { IPManager } from '../../drivers/resources/ip-manager.ts';
import { SimpleEntityNameManager } from '../../drivers/resources/simple-entity-name-manager.ts';
import { type CreateOptions, createMachine } from './create-machine.ts';
import { findMachine, type Machine } from './find-machine.ts';
import { type MachineParams, planMachine } from './machine-plan.ts';
import { openOrder } from './order.ts';
import { repairMachine, unfinishedMachines } from './repair-machine.ts';

describe.each(databases)('creating machines on $name', (kind) => {
  let site: StandInSite;

  beforeEach(async () => {
    site = await openStandInSite(kind, { pools: ['fai', 'virtual'] });
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await site[Symbol.asyncDispose]();
  });

  const create = async (params: MachineParams = {}, options: CreateOptions = {}): Promise<Machine> =>
    createMachine(site.clusto, await planMachine(site.clusto, params), options);
  const names = async (): Promise<string[]> => (await site.clusto.getEntities()).map(({ name }) => name);
  const fault = (text: string): void => void vi.stubEnv('STANDIN_FAULT', text);

  test('names, addresses, pools, place and MAC address as the original, then the machine itself', async () => {
    const { clusto } = site;
    const steps: string[] = [];
    const machine = await create(
      { disk: 20, memory: 2048 },
      { onStep: (name, step) => steps.push(`${name}: ${step}`), start: true, message: 'for the shop' },
    );
    expect(machine.toString()).toBe('StandInMachine(name=v1000, type=virtualserver, driver=standinmachine)');
    expect(
      Object.fromEntries(
        await machine.attrItems({ key: 'system' }).then((all) => all.map(([key, value]) => [key[2], value])),
      ),
    ).toEqual({ disk: 20, memory: 2048, swap: 512, cpucount: 1 });
    expect((await machine.parents()).map(({ name }) => name)).toEqual(['fai', 'virtual']);
    expect(await machine.attrValues({ key: 'ip', subkey: 'ipstring' })).toEqual(['10.0.0.1']);
    expect(await machine.attrValues({ key: 'port-nic-eth', number: 1 })).toEqual(['eth0', '02:52:0a:00:00:01']);
    expect((await shareOf(machine))?.host.name).toBe('h1');
    expect(site.hypervisor('h1').domain('v1000')).toMatchObject({ state: 'running', memory: 2048 });
    expect(site.hypervisor('h1').volumes()).toEqual({ 'v1000-root': 20, 'v1000-swap': 0.5 });
    expect(steps).toEqual([
      'v1000: volume v1000-root, 20 GB',
      'v1000: volume v1000-swap, 512 MB',
      'v1000: machine v1000',
      'v1000: start v1000',
    ]);
    expect(await unfinishedMachines(clusto)).toEqual([]);
    expect((await clusto.versions()).map(({ message }) => message)).toContain('for the shop');
  });

  test('a name that is given needs no name manager; a machine that was recorded is taken as it is', async () => {
    const { clusto } = site;
    await clusto.delete('vmnames');
    const recorded = await clusto.create(clusto.driverClass('standinmachine'), 'db1');
    await recorded.setAttr({ key: 'system', subkey: 'memory', value: 4096 });
    const machine = await create({ name: 'db1', cpu: 2 });
    expect(machine.id).toBe(recorded.id);
    expect(site.hypervisor('h1').domain('db1')).toMatchObject({ memory: 4096, cpucount: 2 });
    expect(await refusal(create({ name: 'db1' }))).toBe('MACHINE_CREATED_ALREADY');
    expect(await refusal(create({ name: 'h1' }))).toBe('NAME_TAKEN');
    expect(await refusal(create())).toBe('MACHINE_CHOICE_MISSING');
  });

  test('says what there is to choose from', async () => {
    const { clusto } = site;
    await clusto.create(IPManager, 'backup', { baseip: '10.1.0.0', netmask: '24' });
    await clusto.create(IPManager, 'anything');
    await expect(create()).rejects.toMatchObject({
      code: 'MACHINE_CHOICE_AMBIGUOUS',
      message: 'There is more than one subnet, say which by --subnet: backup, servers.',
    });
    await clusto.create(SimpleEntityNameManager, 'names2', { basename: 'x', digits: 2 });
    await expect(create({ subnet: 'backup' })).rejects.toMatchObject({ detail: { choices: ['names2', 'vmnames'] } });
    const machine = await create({ subnet: 'backup', names: 'names2' });
    expect(machine.name).toBe('x00');
    expect(await machine.attrValues({ key: 'ip', subkey: 'ipstring' })).toEqual(['10.1.0.1']);
    expect(await refusal(create({ manager: 'vmnames' }))).toBe('ENTITY_WRONG_DRIVER');
    expect(await refusal(create({ name: 'n', subnet: 'backup', pools: ['h1'] }))).toBe('NOT_A_POOL');
    expect(await refusal(create({ name: 'n', subnet: 'backup', pools: ['none'] }))).toBe('ENTITY_NOT_FOUND');
  });

  test('a refusal records nothing', async () => {
    const before = await names();
    const version = await site.clusto.version();
    expect(await refusal(create({ memory: 99_999 }))).toBe('VM_NO_HOST');
    expect(await refusal(create({ hypervisor: 'h2', memory: 99_999 }))).toBe('VM_HOST_FULL');
    await create({ name: 'first', mac: '02-52-00-00-00-09' });
    expect(await refusal(create({ mac: '02:52:00:00:00:09' }))).toBe('MAC_TAKEN');
    expect(await names()).toEqual([...before, 'first']);
    expect(await site.clusto.version()).toBe(version + 4);
    expect((await create({ hypervisor: 'h2', memory: 99_999, force: true })).name).toBe('v1000');
  });

  const points = [
    'begin',
    'before-make-root',
    'after-make-root',
    'after-make-swap',
    'before-define',
    'after-define',
    'end',
    'before-start',
    'after-start',
  ];

  test.each(points)('fails at %s: nothing is left', async (point) => {
    const before = await names();
    fault(`fail:${point}`);
    const attempt = create({}, { start: true });
    await expect(attempt).rejects.toMatchObject({
      code: 'MACHINE_CREATION_FAILED',
      message: expect.stringMatching(/; the entity, the address 10\.0\.0\.1, the place on h1 given back\.$/) as string,
    });
    expect({ outside: site.outside(), names: await names() }).toEqual({ outside: [], names: before });
    vi.unstubAllEnvs();
    expect(await (await create()).attrValues({ key: 'ip', subkey: 'ipstring' })).toEqual(['10.0.0.1']);
  });

  test('fails, and cannot be undone either: it stays recorded until it is repaired', async () => {
    const { clusto } = site;
    fault('fail:before-define,fail:before-undo-remove-root,fail:before-repair-remove-root');
    await expect(create()).rejects.toThrow(
      /it could not be undone \(.*\) and stays recorded for `clusto vm repair`\.$/,
    );
    expect(site.outside()).toEqual(['h1/v1000-root', 'h1/v1000-swap']);
    vi.unstubAllEnvs();
    const [unfinished] = await unfinishedMachines(clusto);
    expect(unfinished).toMatchObject({ operation: 'create', by: null });
    expect(await repairMachine(clusto, unfinished?.machine as Machine, { undo: true })).toBe(
      'the creation is undone: the entity, the address 10.0.0.1, the place on h1 given back',
    );
    expect({ outside: site.outside(), left: await unfinishedMachines(clusto) }).toEqual({ outside: [], left: [] });
  });

  test('what was recorded stays when that is asked, and can be created again', async () => {
    fault('fail:before-define');
    expect(await refusal(create({}, { keep: true }))).toBe('MACHINE_CREATION_FAILED');
    expect(site.outside()).toEqual([]);
    expect(await unfinishedMachines(site.clusto)).toEqual([]);
    vi.unstubAllEnvs();
    await create({ name: 'v1000' });
    expect(site.outside()).toEqual(['h1/v1000', 'h1/v1000-root', 'h1/v1000-swap']);
  });

  test('a failure takes from a machine that was recorded before only what was added', async () => {
    const { clusto } = site;
    const recorded = await clusto.create(clusto.driverClass('standinmachine'), 'db1');
    fault('fail:after-define');
    await expect(create({ name: 'db1' })).rejects.toThrow(/the address 10\.0\.0\.1, the place on h1 given back/);
    const left = await recorded.attrs();
    expect(left.map(({ key }) => key)).toEqual(['system', 'system', 'system', 'system']);
    expect(await recorded.parents()).toEqual([]);
    expect(await shareOf(recorded)).toBeUndefined();
  });

  test('the signal stops it, and everything is undone', async () => {
    const controller = new AbortController();
    const onStep = (_: string, step: string): void => {
      if (step.startsWith('machine')) controller.abort();
    };
    await expect(create({}, { onStep, signal: controller.signal })).rejects.toMatchObject({
      code: 'INTERRUPTED',
      message: expect.stringMatching(/^Interrupted while creating v1000; the entity, .* given back\.$/) as string,
    });
    expect(site.outside()).toEqual([]);
    expect(await refusal(findMachine(site.clusto, 'v1000'))).toBe('ENTITY_NOT_FOUND');
    expect(await refusal(create({}, { signal: controller.signal }))).toBe('INTERRUPTED');
  });

  test('a machine of which an operation is unfinished is left alone', async () => {
    const machine = await create();
    await recordIntent(machine, 'create', {});
    expect(await refusal(create({ name: 'v1000' }))).toBe('MACHINE_UNFINISHED');
    expect(await openOrder(machine)).toBeUndefined();
  });

  test('several at once get names, addresses and places of their own', async () => {
    const plans = await Promise.all(Array.from({ length: 12 }, () => planMachine(site.clusto, {})));
    const machines = await Promise.all(plans.map((plan) => createMachine(site.clusto, plan)));
    expect(new Set(machines.map(({ name }) => name)).size).toBe(12);
    const macs = await Promise.all(machines.map((one) => one.attrValues({ key: 'port-nic-eth', subkey: 'mac' })));
    expect(new Set(macs.flat()).size).toBe(12);
    expect([site.hypervisor('h1').domains().length, site.hypervisor('h2').domains().length]).toEqual([10, 2]);
  });
});
