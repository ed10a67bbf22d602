import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { databases } from '../../../../../../tests/support/databases.ts';
import { FakeEc2 } from '../../../../../../tests/support/fake-ec2.ts';
import { useInventory } from '../../../../../../tests/support/open-inventory.ts';
import { refusal } from '../../../../../../tests/support/refusal.ts';
import type { Session } from '../../../inventory/session.ts';
import { builtInDrivers } from '../../built-in-drivers.ts';
import { Pool } from '../../pools/pool.ts';
import { openIntent } from '../intent.ts';
import { EC2VirtualServer } from './ec2-virtual-server.ts';
import { EC2VMManager } from './ec2-vm-manager.ts';

describe.each(databases)('an EC2 manager on $name', (kind) => {
  const inventory = useInventory(kind, builtInDrivers);
  let fake: FakeEc2;
  let clusto: Session;
  let manager: EC2VMManager;

  beforeEach(async () => {
    fake = await FakeEc2.start();
    const secrets = { environment: { EC2_SECRET: FakeEc2.keys.secret } };
    clusto = await inventory.open({ settings: { ec2: fake.settings, secrets } });
    manager = await clusto.create(EC2VMManager, 'myec2', {
      aws_access_key_id: FakeEc2.keys.id,
      aws_secret_access_key: 'env:EC2_SECRET',
    });
  });
  afterEach(() => fake[Symbol.asyncDispose]());

  const aws = async (server: EC2VirtualServer | Pool, values: Readonly<Record<string, string | number | boolean>>) => {
    for (const [subkey, value] of Object.entries(values)) await server.addAttr({ key: 'aws', subkey, value });
  };
  const newServer = async (name: string, values: Readonly<Record<string, string | number | boolean>> = {}) => {
    const server = await clusto.create(EC2VirtualServer, name);
    await aws(server, { ec2_instance_type: 'm1.small', ec2_region: 'eu-west-1', ec2_ami: 'ami-cf4d67bb', ...values });
    return server;
  };

  test('launches, tags and records an instance, and terminates it when it may', async () => {
    const server = await newServer('v01', { ec2_tag_team: 'web & <co>' });
    const attribute = await manager.allocate(server);
    const [instance] = fake.live();
    expect(attribute.value).toEqual({ placement: 'eu-west-1a', instance_id: instance?.id });
    expect(instance).toMatchObject({ region: 'eu-west-1', type: 'm1.small', image: 'ami-cf4d67bb' });
    expect(Object.fromEntries(instance?.tags ?? [])).toEqual({
      team: 'web & <co>',
      Name: 'v01',
      'clusto:name': 'v01',
      'clusto:uuid': instance?.token,
    });
    expect(await server.attrValue({ key: 'ec2vmmanager', subkey: 'instance_id' })).toBe(instance?.id);
    expect(await server.attrValue({ key: 'ec2vmmanager', subkey: 'placement' })).toBe('eu-west-1a');
    expect(await refusal(manager.allocate(server))).toBe('RESOURCE_TAKEN');

    await server.setAttr({ key: 'aws', subkey: 'ec2_allow_termination', value: false });
    await expect(manager.deallocate(server)).rejects.toMatchObject({
      name: 'EC2VMManagerException',
      message: 'Not Allowed to terminate v01.',
    });
    await server.setAttr({ key: 'aws', subkey: 'ec2_allow_termination', value: true });
    await manager.deallocate(server);
    expect(fake.live()).toEqual([]);
    expect(await manager.count()).toBe(0);
    await manager.deallocate(server);
  });

  test.each([0, 'no', 'False', 'off', false])('the guard refuses on %j, also from a container', async (value) => {
    const pool = await clusto.create(Pool, 'kept');
    await aws(pool, { ec2_allow_termination: value });
    const server = await newServer('v01');
    await pool.insert(server);
    await manager.allocate(server);
    expect(await refusal(manager.deallocate(server))).toBe('EC2_TERMINATION_FORBIDDEN');
    expect(fake.live()).toHaveLength(1);
    expect(fake.actions()).not.toContain('TerminateInstances');
  });

  test('takes every attribute from the server and its containers, and fills in the user data', async () => {
    const pool = await clusto.create(Pool, 'web');
    await aws(pool, {
      ec2_placement: 'eu-west-1b',
      ec2_key_name: 'ops',
      ec2_security_group: 'sg-1a',
      ec2_subnet: 'subnet-1',
      ec2_user_data: '#cloud-config\nhostname: {{ clusto.name }}.{{ clusto.attributes.site.domain }}\n',
    });
    await pool.setAttr({ key: 'site', subkey: 'domain', value: 'example.com' });
    const server = await newServer('v02', { ec2_security_group: 'legacy' });
    await pool.insert(server);
    await manager.allocate(server);
    const parameters: Readonly<Record<string, string>> = fake.live()[0]?.parameters ?? {};
    expect(parameters).toMatchObject({
      'Placement.AvailabilityZone': 'eu-west-1b',
      KeyName: 'ops',
      'SecurityGroup.1': 'legacy',
      'SecurityGroupId.1': 'sg-1a',
      SubnetId: 'subnet-1',
      MinCount: '1',
      MaxCount: '1',
    });
    expect(Buffer.from(parameters['UserData'] ?? '', 'base64').toString()).toBe(
      '#cloud-config\nhostname: v02.example.com\n',
    );
  });

  test.each([
    ['{{ clusto.attributes.none.such }}', /undefined variable/],
    ['{% if %}', /invalid|expected|tag/i],
    ['{% include "/etc/passwd" %}', /ENOENT|not found|Failed to lookup/i],
    ['{% for i in (1..5000) %}1234{% endfor %}', /it has 20000 bytes, EC2 takes 16384/],
    ['{% for i in (1..100000000) %}{{ i }}{% endfor %}', /limit/],
  ])('a template that cannot be filled in is refused before anything is launched: %s', async (template, reason) => {
    const server = await newServer('v01', { ec2_user_data: template });
    await expect(manager.allocate(server)).rejects.toThrow(reason);
    expect(fake.requests).toEqual([]);
  });

  test('says what is missing, in the order of the original', async () => {
    const server = await clusto.create(EC2VirtualServer, 'bare');
    await expect(manager.allocate(server)).rejects.toThrow('lacks the attribute aws.ec2_instance_type');
    await aws(server, { ec2_instance_type: 'm1.small' });
    await expect(manager.allocate(server)).rejects.toThrow('lacks the attribute aws.ec2_ami');
    expect(await openIntent(server)).toBeUndefined();
  });

  test('does nothing outside within a transaction', async () => {
    const server = await newServer('v01');
    expect(await refusal(clusto.transaction(() => manager.allocate(server)))).toBe('EC2_IN_TRANSACTION');
    await manager.allocate(server);
    expect(await refusal(clusto.transaction(() => manager.deallocate(server)))).toBe('EC2_IN_TRANSACTION');
    expect(fake.actions()).toEqual(['RunInstances']);
  });

  test('adopts an instance without asking EC2, once', async () => {
    const [one, two] = [await newServer('v01'), await newServer('v02')];
    const resource = { placement: 'eu-west-1c', instance_id: 'i-0123456789abcdef0' };
    await manager.allocate(one, resource);
    expect(await refusal(manager.allocate(two, resource))).toBe('RESOURCE_TAKEN');
    expect(await refusal(manager.allocate(two, { instance_id: 'x' }))).toBe('RESOURCE_TYPE_INVALID');
    await manager.deallocate(one, resource);
    expect(await manager.available(resource)).toBe(true);
    expect(fake.requests).toEqual([]);
  });

  test('a lost answer is asked for again with the same token', async () => {
    fake.faults.push({ action: 'RunInstances', times: 1, drop: 'after' });
    await manager.allocate(await newServer('v01'));
    expect(fake.actions()).toEqual(['RunInstances', 'RunInstances']);
    expect(fake.live()).toHaveLength(1);
  });

  test.each([
    ['nothing came back', 'after' as const],
    ['nothing went out', 'before' as const],
  ])('when %s, repair finds out, and leaves one instance', async (_, drop) => {
    const server = await newServer('v01');
    fake.faults.push({ action: 'RunInstances', times: 2, drop });
    expect(await refusal(manager.allocate(server))).toBe('EC2_UNREACHABLE');
    expect(await refusal(manager.allocate(server))).toBe('MACHINE_UNFINISHED');
    expect(await server.vmRepair()).toMatch(/^launched i-/);
    expect(fake.live()).toHaveLength(1);
    expect((await server.getInstance()).id).toBe(fake.live()[0]?.id);
    expect(await server.vmRepair()).toBeUndefined();
  });

  test('undoing a launch leaves no instance', async () => {
    const server = await newServer('v01');
    fake.faults.push({ action: 'RunInstances', times: 2, drop: 'after' });
    expect(await refusal(manager.allocate(server))).toBe('EC2_UNREACHABLE');
    expect(await server.vmRepair({ undo: true })).toMatch(/^terminated i-/);
    expect(fake.live()).toEqual([]);
    await manager.allocate(server);
    expect(fake.live()).toHaveLength(1);
  });

  test('a termination whose answer was lost is finished', async () => {
    const server = await newServer('v01');
    await manager.allocate(server);
    fake.faults.push({ action: 'TerminateInstances', times: 2, drop: 'before' });
    expect(await refusal(manager.deallocate(server))).toBe('EC2_UNREACHABLE');
    expect(await server.vmRepair()).toMatch(/^terminated i-/);
    expect(fake.live()).toEqual([]);
    expect(await manager.count()).toBe(0);
  });

  test.each([
    ['RequestLimitExceeded', 503, 'EC2_THROTTLED'],
    ['UnauthorizedOperation', 403, 'EC2_DENIED'],
    ['AuthFailure', 401, 'EC2_CREDENTIALS_WRONG'],
    ['InsufficientInstanceCapacity', 400, 'EC2_REFUSED'],
  ])('%s is one sentence, and the server is free for another try', async (code, status, expected) => {
    const server = await newServer('v01');
    fake.faults.push({ action: 'RunInstances', times: 2, code, status });
    const error = await manager.allocate(server).then(
      () => undefined,
      (thrown: Error) => thrown,
    );
    expect(error).toMatchObject({ code: expected, name: 'ProviderException' });
    expect(error?.message).toMatch(/^[^\n]*RunInstances[^\n]*\.$/);
    expect(JSON.stringify([error, String(error?.stack)])).not.toContain(FakeEc2.keys.secret);
    expect(await openIntent(server)).toBeUndefined();
    fake.faults.length = 0;
    await manager.allocate(server);
  });

  test('unknown images and types, wrong keys and no answer are told', async () => {
    const attempt = async (values: Record<string, string>): Promise<string> => {
      const server = await newServer(`v${Object.values(values).join()}`, {});
      for (const [subkey, value] of Object.entries(values)) await server.setAttr({ key: 'aws', subkey, value });
      return manager.allocate(server).then(String, String);
    };
    expect(await attempt({ ec2_ami: 'ami-404' })).toContain("The image id '[ami-404]' does not exist");
    expect(await attempt({ ec2_instance_type: 'm9.none' })).toContain("Invalid value 'm9.none' for InstanceType");
    fake.faults.push({ action: 'RunInstances', times: 2, silent: true });
    await manager.setProperty('aws_secret_access_key', 'env:EC2_SECRET');
    expect(await refusal(manager.allocate(await newServer('slow')))).toBe('EC2_UNREACHABLE');
    const wrong = await clusto.create(EC2VMManager, 'wrong', {
      aws_access_key_id: 'AKIAFAKE',
      aws_secret_access_key: 'env:NONE',
    });
    expect(await refusal(wrong.allocate(await newServer('w')))).toBe('SECRET_UNREADABLE');
  });

  test('can be interrupted', async () => {
    const controller = new AbortController();
    fake.faults.push({ action: 'RunInstances', times: 1, silent: true });
    fake.afterAction = undefined;
    const server = await newServer('v01');
    const launching = manager.allocate(server, undefined, {
      signal: controller.signal,
      onStep: () => void setImmediate(() => controller.abort()),
    });
    expect(await refusal(launching)).toBe('INTERRUPTED');
    expect(await server.vmRepair()).toMatch(/^launched/);
  });

  describe('with a budget', () => {
    test('refuses what would exceed it, saying what it would cost and what is left', async () => {
      await manager.setProperty('budget', 0.1);
      await manager.allocate(await newServer('v01'));
      await manager.allocate(await newServer('v02'));
      const third = await newServer('v03');
      await expect(manager.allocate(third)).rejects.toMatchObject({
        name: 'EC2VMManagerException',
        message:
          'EC2VirtualServer(name=v03, type=virtualserver, driver=ec2virtualserver) would cost 0.047 dollars per hour, and of the 0.1 of EC2VMManager(name=myec2, type=resourcemanager, driver=ec2vmmanager) only 0.006 are left.',
      });
      await third.addAttr({ key: 'aws', subkey: 'ec2_price', value: 0.006 });
      await manager.allocate(third);
      expect(await refusal(manager.allocate(await newServer('v04')))).toBe('EC2_BUDGET_EXCEEDED');
      await manager.allocate(await newServer('v05'), undefined, { force: true });
      expect(fake.live()).toHaveLength(4);
    });

    test('holds when many are launched at once, and counts what is under way', async () => {
      await manager.setProperty('budget', 0.25);
      const servers = await Promise.all(Array.from({ length: 12 }, (_, index) => newServer(`v${index}`)));
      const other = await inventory.open({
        settings: { ec2: fake.settings, secrets: { environment: { EC2_SECRET: FakeEc2.keys.secret } } },
      });
      const elsewhere = await other.getByName('myec2', EC2VMManager);
      const outcomes = await Promise.all(
        servers.map((server, index) =>
          refusal((index % 2 ? manager : elsewhere).allocate(server)).catch(() => 'launched'),
        ),
      );
      expect(outcomes.filter((one) => one === 'launched')).toHaveLength(5);
      expect(outcomes.filter((one) => one === 'EC2_BUDGET_EXCEEDED')).toHaveLength(7);
      expect(fake.live()).toHaveLength(5);
      await manager.deallocate(
        (await manager.references({ key: 'ec2vmmanager', subkey: 'manager' }))[0]?.entity as EC2VirtualServer,
      );
      await manager.allocate(servers[outcomes.indexOf('EC2_BUDGET_EXCEEDED')] as EC2VirtualServer);
    });

    test('refuses what nobody knows the price of, unless forced', async () => {
      await manager.setProperty('budget', 10);
      const server = await newServer('v01', {});
      await server.setAttr({ key: 'aws', subkey: 'ec2_instance_type', value: 'x9.odd' });
      expect(await refusal(manager.allocate(server))).toBe('EC2_PRICE_UNKNOWN');
      expect(fake.requests).toEqual([]);
      await manager.allocate(server, undefined, { force: true });
    });
  });

  test('lists the instances of all regions, page by page, and goes on when a region fails', async () => {
    fake.regions = ['us-east-1', 'eu-west-1', 'ap-southeast-1'];
    fake.pageSize = 4;
    for (const region of fake.regions) fake.fill(region, 10);
    fake.faults.push({
      action: 'DescribeInstances',
      region: 'eu-west-1',
      times: 9,
      code: 'UnauthorizedOperation',
      status: 403,
    });
    const told: string[] = [];
    const onRegion = ({ region, state, instances }: { region: string; state: string; instances: number }) =>
      told.push(`${region} ${state} ${instances}`);
    const found = await Array.fromAsync(manager.getAllEc2InstanceResources({ onRegion }));
    expect(found).toHaveLength(20);
    expect(new Set(found.map(({ resource }) => resource.instance_id)).size).toBe(20);
    expect(found[0]).toMatchObject({
      resource: { instance_id: expect.stringMatching(/^i-/) as string },
      state: 'running',
    });
    expect(told.filter((line) => !line.includes('begun')).sort()).toEqual([
      'ap-southeast-1 done 10',
      'eu-west-1 failed 0',
      'us-east-1 done 10',
    ]);
    const some = await Array.fromAsync(
      manager.getAllEc2InstanceResources({ regions: ['us-east-1'], filters: { 'instance-state-name': ['stopped'] } }),
    );
    expect(some).toEqual([]);
  });
});
