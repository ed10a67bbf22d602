import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { BasicVirtualServer } from '../../packages/clusto/src/drivers/devices/basic-virtual-server.ts';
import { type MachineStatus, type StepOptions } from '../../packages/clusto/src/drivers/machines/virtual-machine.ts';
import { EC2VMManager } from '../../packages/clusto/src/drivers/machines/ec2/ec2-vm-manager.ts';
import { Pool } from '../../packages/clusto/src/drivers/pools/pool.ts';
import { type PowerPlan } from '../../packages/clusto/src/drivers/power/power-plan.ts';
import { createRole } from '../../packages/clusto/src/operations/access/roles.ts';
import { type Clusto } from '../../packages/clusto/src/operations/clusto.ts';
import { type Settled } from '../../packages/clusto/src/operations/settle-all.ts';
import { runVerb } from '../../packages/clusto/src/operations/verbs/call.ts';
import { type VerbName } from '../../packages/clusto/src/operations/verbs/verbs.ts';
import { databases } from '../support/databases.ts';
import { useClusto } from '../support/use-clusto.ts';

const done: string[] = [];

/** A machine whose hypervisor notes what it is told, and waits where it is to start. */
class NotingMachine extends BasicVirtualServer {
  static override readonly driverName: string = 'notingmachine';
  async vmCreate(): Promise<void> {}
  async vmStart({ signal }: StepOptions = {}): Promise<void> {
    done.push(`start ${this.name}`);
    if (signal !== undefined && this.name === 'slow')
      await new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason as Error));
      });
  }
  async vmReboot(): Promise<void> {
    done.push(`reboot ${this.name}`);
  }
  async vmDelete(): Promise<void> {}
  async vmRepair(): Promise<void> {}
  async vmStatus(): Promise<MachineStatus> {
    done.push(`ask ${this.name}`);
    return { state: 'running', detail: 'running' };
  }
}

describe('what reaches out at a server', () => {
  const given = useClusto(databases[0]!, [NotingMachine]);
  const { signal } = new AbortController();
  let limited: Clusto;
  let mine: NotingMachine;
  let other: NotingMachine;
  beforeEach(async () => {
    const { clusto } = given;
    mine = await clusto.create(NotingMachine, 'mine');
    other = await clusto.create(NotingMachine, 'other');
    await createRole(clusto, 'own', 'read\noperate where name = mine\n');
    limited = await clusto.as({ actor: 'webmaster', roles: ['own'], scopes: [], via: 'token' });
  });
  afterEach(() => {
    done.length = 0;
  });
  const verb = (name: VerbName, ...told: readonly unknown[]): Promise<unknown[]> =>
    runVerb(limited, name, [[{}, ...told]], signal);

  test('is done to what somebody may operate, and to nothing else', async () => {
    await verb('startMachine', mine);
    await verb('askMachine', mine);
    for (const name of ['startMachine', 'stopMachine', 'rebootMachine', 'destroyMachine', 'askMachine'] as const)
      await expect(verb(name, other, {}), name).rejects.toMatchObject({ code: 'FORBIDDEN' });
    for (const name of ['deleteMachine', 'migrateMachine', 'repairMachine'] as const)
      await expect(verb(name, other), name).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(verb('planPower', [mine, other], 'off')).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(verb('readPower', [mine, other])).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(runVerb(limited, 'operatedMachines', [[[mine, other]]])).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(done).toEqual(['start mine', 'ask mine']);
  });

  test('compares everything for who sees everything, and for nobody else', async () => {
    const { clusto } = given;
    await clusto.create(EC2VMManager, 'cloud');
    await createRole(clusto, 'clouds', 'read\noperate where name = cloud\n');
    limited = await clusto.as({ actor: 'webmaster', roles: ['clouds'], scopes: [], via: 'token' });
    const comparisons: readonly [VerbName, ...unknown[]][] = [
      ['compareMachines', {}, {}],
      ['endDrift', {}, { fix: ['orphan-volume:h1/v1-root'] }, {}],
      ['syncEc2', 'cloud', {}],
    ];
    for (const [name, ...told] of comparisons)
      await expect(verb(name, ...told), name).rejects.toMatchObject({ code: 'FORBIDDEN' });
    limited = await clusto.as({ actor: 'operator', roles: ['operator'], scopes: [], via: 'token' });
    expect(await verb('compareMachines', {}, {})).toEqual([{ cases: [], silent: [] }]);
  });

  test('asks EC2 with the keys of a manager that somebody may operate, and hosts of AWS alone', async () => {
    await given.clusto.create(EC2VMManager, 'cloud');
    for (const name of ['listEc2', 'refreshPrices', 'createRegions'] as const)
      await expect(verb(name, 'cloud', {}), name).rejects.toMatchObject({ code: 'FORBIDDEN' });
    limited = await given.clusto.as({ actor: 'operator', roles: ['operator'], scopes: [], via: 'token' });
    for (const region of ['evil.example.com/#', 'eu-west-1.evil', 'EU', '', '-', 'a'.repeat(41)]) {
      const regions = [region];
      await expect(verb('listEc2', 'cloud', { regions })).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' });
      await expect(verb('syncEc2', 'cloud', { regions })).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' });
      await expect(verb('createRegions', 'cloud', regions)).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' });
      await expect(verb('refreshPrices', 'cloud', { regions })).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' });
    }
  });

  test('logs in to what somebody may operate; anywhere for who administers', async () => {
    const pool = await given.clusto.create(Pool, 'others');
    await pool.insert(other);
    const discover = (params: object): Promise<unknown[]> => verb('discoverHosts', params, {});
    // asked, if it had an address
    const asked = [[{ entity: 'mine', action: 'failed', code: 'HOST_ADDRESS_MISSING' }]];
    expect(await discover({ words: ['mine'] })).toMatchObject(asked);
    expect(await discover({ things: [mine], write: true })).toMatchObject(asked);
    for (const params of [
      { words: ['mine', 'other'] },
      { things: [pool] },
      { words: ['127.0.0.1'] },
      { words: ['::1'] },
      { words: ['127.0.0.0/30'] },
      { words: ['mine'], user: 'root' },
    ])
      await expect(discover(params), JSON.stringify(params)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(discover({ words: ['localhost'] })).rejects.toMatchObject({ code: 'ENTITY_NOT_FOUND' });
    await createRole(given.clusto, 'half', 'admin\nread where name = mine\noperate where name = mine\n');
    limited = await given.clusto.as({ actor: 'half', roles: ['half'], scopes: [], via: 'token' });
    await expect(discover({ words: ['127.0.0.1'] })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    limited = await given.clusto.as({ actor: 'admin', roles: ['admin'], scopes: [], via: 'token' });
    expect(await discover({ words: ['mine'], user: 'root' })).toMatchObject(asked);
    await expect(discover({ words: ['127.0.0.0/8'] })).rejects.toMatchObject({ code: 'SUBNET_TOO_LARGE' });
  });

  test('reads and runs nothing of the server because somebody points at it', async () => {
    const { clusto } = given;
    limited = await clusto.as({ actor: 'operator', roles: ['operator'], scopes: [], via: 'token' });
    const own = await limited.getByName('mine');
    for (const value of ['env:CLUSTO_TOKEN', 'file:/etc/clusto/secret.key']) {
      const refused = { code: 'REFERENCE_FORBIDDEN', message: expect.stringContaining('snmp.community') };
      await expect(own.setAttr({ key: 'snmp', subkey: 'community', value })).rejects.toMatchObject(refused);
      const made = limited.create(EC2VMManager, 'cloud', { aws_access_key_id: 'AKIA', aws_secret_access_key: value });
      await expect(made).rejects.toMatchObject({ code: 'REFERENCE_FORBIDDEN' });
    }
    await own.setAttr({ key: 'snmp', subkey: 'community', value: 'public' });
    const uri = (value: string): Promise<unknown> => own.setAttr({ key: 'libvirt', subkey: 'uri', value });
    for (const value of [
      'qemu+ssh://root@h/system?command=/bin/sh',
      'qemu+ext:///system?command=/bin/sh',
      'qemu:///system',
      'test:///etc/clusto/secret.key',
    ])
      await expect(uri(value), value).rejects.toMatchObject({ code: 'REFERENCE_FORBIDDEN' });
    for (const value of ['qemu+ssh://root@10.0.0.1/system', 'xen+tls://[fd00::1]:16514/system']) await uri(value);
    limited = await clusto.as({ actor: 'admin', roles: ['admin'], scopes: [], via: 'token' });
    const theirs = await limited.getByName('mine');
    await theirs.setAttr({ key: 'snmp', subkey: 'community', value: 'env:COMMUNITY' });
  });

  test('stops when the time is over that the caller has told', async () => {
    const slow = await given.clusto.create(NotingMachine, 'slow');
    const work = runVerb(given.clusto, 'startMachine', [[{ timeout: 0.01 }, slow]], signal);
    await expect(work).rejects.toMatchObject({ name: 'TimeoutError' });
    const wrong = runVerb(given.clusto, 'startMachine', [[{ timeout: 'soon' }, slow]], signal);
    await expect(wrong).rejects.toThrow(RangeError);
  });

  test('switches what was agreed to, and nothing else', async () => {
    const [[planned]] = (await verb('planPower', [mine], 'reboot')) as [[Settled<PowerPlan>]];
    // as it comes over a wire: what is done is said, and nothing can be called
    const { value: plan } = JSON.parse(JSON.stringify({ value: planned?.value })) as { value: PowerPlan };
    expect(await verb('runPowerPlan', mine, plan)).toEqual([
      { action: 'reboot', means: 'hypervisor', switched: ['mine reboot by its hypervisor'] },
    ]);
    for (const changed of [
      { ...plan, means: 'pdu' },
      { ...plan, steps: plan.steps.map((step) => ({ ...step, call: { via: 'wait', seconds: 1 } })) },
      { ...plan, action: 'on' },
    ])
      await expect(verb('runPowerPlan', mine, changed)).rejects.toMatchObject({ code: 'POWER_PLAN_OUTDATED' });
    expect(done).toEqual(['reboot mine']);
  });
});
