import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { databases } from '../../../../../../tests/support/databases.ts';
import { FakeEc2 } from '../../../../../../tests/support/fake-ec2.ts';
import { useInventory } from '../../../../../../tests/support/open-inventory.ts';
import { refusal } from '../../../../../../tests/support/refusal.ts';
import type { Session } from '../../../inventory/session.ts';
import { builtInDrivers } from '../../built-in-drivers.ts';
import { IPManager } from '../../resources/ip-manager.ts';
import { isVirtualMachine } from '../virtual-machine.ts';
import { EC2Region } from './ec2-region.ts';
import { EC2VirtualServer } from './ec2-virtual-server.ts';
import { EC2VMManager } from './ec2-vm-manager.ts';
import { EC2Zone } from './ec2-zone.ts';

describe.each(databases)('a server at EC2 on $name', (kind) => {
  const inventory = useInventory(kind, builtInDrivers);
  let fake: FakeEc2;
  let clusto: Session;
  let server: EC2VirtualServer;

  beforeEach(async () => {
    fake = await FakeEc2.start();
    const secrets = { environment: { EC2_SECRET: FakeEc2.keys.secret } };
    clusto = await inventory.open({ settings: { ec2: fake.settings, secrets } });
    await clusto.create(EC2VMManager, 'myec2', {
      aws_access_key_id: FakeEc2.keys.id,
      aws_secret_access_key: 'env:EC2_SECRET',
    });
    server = await clusto.create(EC2VirtualServer, 'v01');
    await server.addAttr({ key: 'aws', subkey: 'ec2_instance_type', value: 't3.micro' });
    await server.addAttr({ key: 'aws', subkey: 'ec2_ami', value: 'ami-1' });
  });
  afterEach(() => fake[Symbol.asyncDispose]());

  test('lives its life as any machine', async () => {
    expect(isVirtualMachine(server)).toBe(true);
    expect(await server.vmStatus()).toEqual({ state: 'absent', detail: 'not launched' });
    expect(await refusal(server.getState())).toBe('EC2_NOT_LAUNCHED');
    await server.vmCreate();
    await server.vmCreate();
    expect(fake.live()).toHaveLength(1);
    expect(await server.vmStatus()).toEqual({ state: 'starting', detail: 'pending' });
    expect(await server.getState()).toBe('running');
    await server.vmStop();
    expect(await server.vmStatus()).toEqual({ state: 'stopped', detail: 'stopped' });
    await server.vmStart();
    expect(await server.getState()).toBe('running');
    await server.vmReboot();
    expect(await server.console()).toBe('login: ');
    expect(await refusal(server.vmConsole())).toBe('NOT_SUPPORTED');
    await server.vmDestroy();
    await server.vmDelete();
    await server.vmDelete();
    expect(fake.live()).toEqual([]);
    expect(
      fake.requests.filter(({ action }) => action === 'StopInstances').map(({ parameters }) => parameters['Force']),
    ).toEqual(['false', 'true']);
  });

  test('asks EC2 for its addresses, and binds them when told to', async () => {
    await clusto.create(IPManager, 'inside', { baseip: '10.0.0.0', netmask: '255.0.0.0' });
    await server.vmCreate();
    expect(await server.getIps()).toEqual([]);
    expect(await server.getIps()).toEqual(['10.0.0.1', '54.0.0.1']);
    expect(await refusal(server.updateMetadata())).toBe('IP_MANAGER_MISSING');
    expect(await server.attrs({ key: 'ip' })).toEqual([]);
    await clusto.create(IPManager, 'outside', { baseip: '54.0.0.0', netmask: '255.0.0.0' });
    await server.updateMetadata({ wait: true });
    const bound = await server.attrs({ key: 'ip', subkey: 'osportname' });
    expect(bound.map(({ value }) => value)).toEqual(['nic-eth0', 'ext-eth0']);
    expect(await server.attrValues({ key: 'ip', subkey: 'ipstring' })).toEqual(['10.0.0.1', '54.0.0.1']);
    await server.vmDelete();
    expect(await server.attrs({ key: 'ip' })).toEqual([]);
  });

  test('says when the instance has vanished, or does not come to a state', async () => {
    await server.vmCreate();
    const [instance] = fake.live();
    fake.instances.clear();
    expect(await server.vmStatus()).toEqual({ state: 'absent', detail: 'unknown to EC2' });
    await expect(server.getState()).rejects.toThrow(`EC2 does not know the instance ${instance?.id} in us-east-1.`);
    await expect(server.vmReboot()).rejects.toThrow(`EC2 does not know the instance ${instance?.id} in us-east-1.`);
    await server.vmDelete();
    await server.vmCreate();
    const [second] = fake.live();
    Object.assign(second ?? {}, { state: 'shutting-down', next: undefined });
    expect(await refusal(server.updateMetadata({ wait: true }))).toBe('EC2_STATE_NOT_REACHED');
  });

  test('has no ports, and inherits region and zone from where it is', async () => {
    expect(await server.portInfoTuples()).toEqual([]);
    const region = await clusto.create(EC2Region, 'eu-west-1');
    const zone = await clusto.create(EC2Zone, 'eu-west-1b');
    await region.insert(zone);
    await zone.insert(server);
    await server.vmCreate();
    expect(fake.live()[0]).toMatchObject({ region: 'eu-west-1', zone: 'eu-west-1b' });
  });

  test('needs to be told which manager, where there are several', async () => {
    await clusto.create(EC2VMManager, 'other');
    await expect(server.vmCreate()).rejects.toThrow('It is not clear which EC2 manager is meant: myec2, other.');
  });
});
