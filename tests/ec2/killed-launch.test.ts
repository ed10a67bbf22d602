import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { builtInDrivers } from '../../packages/clusto/src/drivers/built-in-drivers.ts';
import { machinesWithIntent } from '../../packages/clusto/src/drivers/machines/intent.ts';
import { EC2VirtualServer } from '../../packages/clusto/src/drivers/machines/ec2/ec2-virtual-server.ts';
import { EC2VMManager } from '../../packages/clusto/src/drivers/machines/ec2/ec2-vm-manager.ts';
import { databases } from '../support/databases.ts';
import { FakeEc2 } from '../support/fake-ec2.ts';
import { useInventory } from '../support/open-inventory.ts';

const script = join(import.meta.dirname, '../support/ec2-victim.ts');

/** When the process is killed: EC2 has got the request, and has done it or not; its answer never arrives. */
const moments = ['before EC2 does it', 'after EC2 has done it'] as const;

describe.each(databases)('a process that is killed at work with EC2 on $name', { timeout: 120_000 }, (kind) => {
  const inventory = useInventory(kind, builtInDrivers);

  async function prepare(fake: FakeEc2) {
    const secrets = { environment: { EC2_SECRET: FakeEc2.keys.secret } };
    const clusto = await inventory.open({ settings: { ec2: fake.settings, secrets } });
    const manager = await clusto.create(EC2VMManager, 'myec2', {
      aws_access_key_id: FakeEc2.keys.id,
      aws_secret_access_key: 'env:EC2_SECRET',
      budget: 1,
    });
    const server = await clusto.create(EC2VirtualServer, 'v01');
    await server.addAttr({ key: 'aws', subkey: 'ec2_instance_type', value: 't3.micro' });
    await server.addAttr({ key: 'aws', subkey: 'ec2_ami', value: 'ami-1' });
    return { clusto, manager, server };
  }

  /** Runs the victim until it asks EC2 for the action, and kills it then. */
  async function killAt(fake: FakeEc2, verb: string, action: string, moment: (typeof moments)[number]): Promise<void> {
    const child = fork(script, [inventory.dsn, fake.endpoint, verb], {
      execArgv: ['--conditions=clusto-dev'],
      env: { ...process.env, EC2_SECRET: FakeEc2.keys.secret },
    });
    const kill = (request: { readonly action: string }): void => {
      if (request.action === action) child.kill('SIGKILL');
    };
    if (moment === 'after EC2 has done it') fake.afterAction = kill;
    else {
      fake.faults.push({ action, times: 1, silent: true });
      fake.onRequest = kill;
    }
    const [, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
    expect(signal).toBe('SIGKILL');
    fake.afterAction = undefined;
    fake.onRequest = undefined;
  }

  test.each(moments)('at a launch, %s: repair leaves one instance, which is known', async (moment) => {
    await using fake = await FakeEc2.start();
    const { clusto, manager, server } = await prepare(fake);
    await killAt(fake, 'allocate', 'RunInstances', moment);
    expect((await machinesWithIntent(clusto)).map(({ name }) => name)).toEqual(['v01']);
    expect(await server.vmRepair()).toMatch(/^launched i-/);
    expect(fake.live().map(({ id }) => id)).toEqual([(await server.getInstance()).id]);
    expect(await machinesWithIntent(clusto)).toEqual([]);
    expect(await manager.count()).toBe(1);
    expect(await server.attrValue({ key: 'ec2vmmanager', subkey: 'price' })).toBe(0.0104);
  });

  test.each(moments)('at a launch, %s: undoing it leaves nothing', async (moment) => {
    await using fake = await FakeEc2.start();
    const { clusto, manager, server } = await prepare(fake);
    await killAt(fake, 'allocate', 'RunInstances', moment);
    await server.vmRepair({ undo: true });
    expect(fake.live()).toEqual([]);
    expect(await machinesWithIntent(clusto)).toEqual([]);
    expect(await manager.count()).toBe(0);
  });

  test.each(moments)('at a termination, %s: repair finishes it', async (moment) => {
    await using fake = await FakeEc2.start();
    const { clusto, manager, server } = await prepare(fake);
    await manager.allocate(server);
    await killAt(fake, 'deallocate', 'TerminateInstances', moment);
    await server.vmRepair();
    expect(fake.live()).toEqual([]);
    expect(await machinesWithIntent(clusto)).toEqual([]);
    expect(await manager.count()).toBe(0);
  });
});
