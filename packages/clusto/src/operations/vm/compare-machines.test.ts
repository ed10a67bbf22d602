import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { databases } from '../../../../../tests/support/databases.ts';
import { refusal } from '../../../../../tests/support/refusal.ts';
import { openStandInSite, type StandInSite } from '../../../../../tests/support/stand-in-inventory.ts';
import type { StandInDomain } from '../../../../../tests/support/stand-in-hypervisor.ts';
import { recordIntent } from '../../drivers/machines/intent.ts';
import { shareOf } from '../../drivers/machines/machine-share.ts';
import { adoptDomain } from './adopt-domain.ts';
import { compareMachines } from './compare-machines.ts';
import { createMachine } from './create-machine.ts';
import type { DriftCase } from './drift.ts';
import { findMachine, type Machine } from './find-machine.ts';
import { fixDrift } from './fix-drift.ts';
import { planMachine } from './machine-plan.ts';

const foreign: StandInDomain = {
  uuid: 'f0',
  state: 'running',
  memory: 2048,
  cpucount: 2,
  macs: ['52:54:00:00:00:01'],
  volumes: ['web9-root'],
};

describe.each(databases)('comparing with hypervisors on $name', (kind) => {
  let site: StandInSite;
  let machine: Machine;

  beforeEach(async () => {
    site = await openStandInSite(kind);
    machine = await createMachine(site.clusto, await planMachine(site.clusto, {}));
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await site[Symbol.asyncDispose]();
  });

  const cases = async (): Promise<readonly DriftCase[]> => (await compareMachines(site.clusto)).cases;
  const ids = async (): Promise<string[]> => (await cases()).map(({ id }) => id);
  const change = async (more: Partial<StandInDomain>): Promise<void> => {
    const domain = site.hypervisor('h1').domain('v1000') as StandInDomain;
    await site.hypervisor('h1').define('x', 'v1000', { ...domain, ...more });
  };
  const only = async (): Promise<DriftCase> => {
    const [first, ...more] = await cases();
    expect(more).toEqual([]);
    return first as DriftCase;
  };

  test('finds nothing where nothing differs', async () => {
    expect(await compareMachines(site.clusto)).toEqual({ cases: [], silent: [] });
  });

  test('takes in a domain that clusto does not know, with what its hypervisor says', async () => {
    await site.hypervisor('h2').makeVolume('x', 'web9-root', 7);
    await site.hypervisor('h2').define('x', 'web9', foreign);
    const found = await only();
    expect(found).toMatchObject({ id: 'unknown-domain:h2/web9', hypervisor: 'running' });
    expect(await refusal(fixDrift(site.clusto, found))).toBe('DRIFT_UNFIXABLE');
    const adopted = await adoptDomain(found);
    expect(adopted.toString()).toBe('StandInMachine(name=web9, type=virtualserver, driver=standinmachine)');
    expect(await shareOf(adopted)).toMatchObject({ reserved: { memory: 2048, disk: 7, cpucount: 2 } });
    expect((await site.clusto.getByMac('52:54:00:00:00:01')).map(({ name }) => name)).toEqual(['web9']);
    expect(await ids()).toEqual([]);
    expect(await refusal(adoptDomain(found))).toBe('NAME_TAKEN');
    expect((await findMachine(site.clusto, 'web9')).id).toBe(adopted.id);
  });

  test('a machine that its host has lost is created again', async () => {
    await site.hypervisor('h1').undefine('x', 'v1000');
    for (const volume of ['v1000-root', 'v1000-swap']) await site.hypervisor('h1').removeVolume('x', volume);
    const found = await only();
    expect(found).toMatchObject({ id: 'missing-domain:v1000', clusto: 'on h1', hypervisor: 'not there' });
    await fixDrift(site.clusto, found);
    expect(await ids()).toEqual([]);
  });

  test('a machine that is on another host by now is recorded there', async () => {
    const domain = site.hypervisor('h1').domain('v1000') as StandInDomain;
    await site.hypervisor('h2').define('x', 'v1000', domain);
    for (const volume of domain.volumes) await site.hypervisor('h2').makeVolume('x', volume, 1);
    expect(await ids()).toEqual(['second-domain:v1000/h2']);
    expect(await refusal(fixDrift(site.clusto, await only()))).toBe('DRIFT_UNFIXABLE');
    await site.hypervisor('h1').undefine('x', 'v1000');
    for (const volume of domain.volumes) await site.hypervisor('h1').removeVolume('x', volume);
    const found = await only();
    expect(found).toMatchObject({ id: 'moved-domain:v1000', hypervisor: 'stopped on h2' });
    await fixDrift(site.clusto, found);
    expect((await shareOf(machine))?.host.name).toBe('h2');
    expect(await ids()).toEqual([]);
  });

  test('a volume that no machine uses is deleted, one of another name is left alone', async () => {
    const hypervisor = site.hypervisor('h1');
    await hypervisor.makeVolume('x', 'old7-root', 3);
    await hypervisor.makeVolume('x', 'debian-13', 3);
    const found = await only();
    expect(found).toMatchObject({ id: 'orphan-volume:h1/old7-root', hypervisor: '3 GB, used by no machine' });
    await fixDrift(site.clusto, found);
    expect(Object.keys(hypervisor.volumes())).toEqual(['debian-13', 'v1000-root', 'v1000-swap']);
  });

  test.each([
    ['memory:v1000', { memory: 2048 }, { clusto: '1024 MB', hypervisor: '2048 MB' }],
    ['cpucount:v1000', { cpucount: 4 }, { clusto: '1 CPUs', hypervisor: '4 CPUs' }],
    ['mac:v1000', { macs: ['02:00:00:00:00:01', '02:00:00:00:00:02'] }, { clusto: '02:52:0a:00:00:01' }],
    ['state:v1000', { state: 'crashed' }, { hypervisor: 'crashed' }],
  ] as const)('%s differs, and is fixed', async (id, more, expected) => {
    await change(more);
    const found = await only();
    expect(found).toMatchObject({ id, ...expected });
    await fixDrift(site.clusto, found);
    expect(await ids()).toEqual([]);
    if (id === 'memory:v1000') expect(await shareOf(machine)).toMatchObject({ reserved: { memory: 2048 } });
  });

  test('a volume that is missing is told, and for a person to decide', async () => {
    await site.hypervisor('h1').removeVolume('x', 'v1000-swap');
    const found = await only();
    expect(found.id).toBe('missing-volume:v1000/v1000-swap');
    expect(await refusal(fixDrift(site.clusto, found))).toBe('DRIFT_UNFIXABLE');
  });

  test('what is under way is no difference, and neither is what was never created', async () => {
    await recordIntent(machine, 'delete', {});
    await site.hypervisor('h1').undefine('x', 'v1000');
    const plain = await site.clusto.create(site.clusto.driverClass('standinmachine'), 'later');
    for (const subkey of ['memory', 'disk']) await plain.setAttr({ key: 'system', subkey, value: 1 });
    await (await planMachine(site.clusto, {})).manager.allocate(plain);
    expect(await ids()).toEqual([]);
  });

  test('a host that fails or does not answer in time is named, and nothing is said of its machines', async () => {
    vi.stubEnv('STANDIN_FAULT', 'fail:observe:h1,hang:observe:h2');
    vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const { cases: found, silent } = await compareMachines(site.clusto, {}, { timeout: 50 });
    expect(found).toEqual([]);
    expect(silent).toMatchObject([
      { host: 'h1', error: { code: 'PROGRAM_TIMEOUT' } },
      { host: 'h2', error: { code: 'MACHINE_TIMEOUT' } },
    ]);
    expect(await refusal(compareMachines(site.clusto, { host: 'vms' }))).toBe('VM_HOST_FOREIGN');
  });
});
