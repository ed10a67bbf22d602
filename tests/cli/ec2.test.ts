import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { connect } from 'clusto';
import { EC2VirtualServer, EC2VMManager } from 'clusto/drivers';
import { FakeEc2 } from '../support/fake-ec2.ts';
import { CliHome, type CliResult } from '../support/run-cli.ts';

let home: CliHome;
let fake: FakeEc2;
let env: Record<string, string>;
let dsn: string;
let config: string;

beforeEach(async () => {
  home = await CliHome.create();
  fake = await FakeEc2.start();
  dsn = `sqlite:${home.path('i.db')}`;
  config = home.path('.config/clusto/clusto.toml');
  await mkdir(dirname(config), { recursive: true });
  await writeFile(
    config,
    `dsn = "${dsn}"\n[ec2]\nendpoint = "${fake.endpoint}"\npricingEndpoint = "${fake.endpoint}"\npoll = 1\nattempts = 1\n`,
  );
  env = { EC2_SECRET: FakeEc2.keys.secret };
  await home.run(['init'], env);
  const keys = ['aws_access_key_id=AKIAFAKE', 'aws_secret_access_key=env:EC2_SECRET'];
  await home.run(['create', 'ec2vmmanager', 'myec2', ...keys], env);
});
afterEach(async () => {
  await fake[Symbol.asyncDispose]();
  await home[Symbol.asyncDispose]();
});

const ec2 = (...args: string[]): Promise<CliResult> => home.run(['ec2', ...args], env);

/** Servers made by the library, with the settings of this test. */
async function launch(...names: string[]): Promise<void> {
  const settings = { ec2: fake.settings, secrets: { keyFile: home.path('key') } };
  process.env['EC2_SECRET'] = FakeEc2.keys.secret;
  await using clusto = await connect({ dsn, config, plugins: [], settings });
  const manager = await clusto.getByName('myec2', EC2VMManager);
  for (const name of names) {
    const server = await clusto.create(EC2VirtualServer, name);
    await server.setAttr({ key: 'aws', subkey: 'ec2_instance_type', value: 't3.micro' });
    await server.setAttr({ key: 'aws', subkey: 'ec2_ami', value: 'ami-1' });
    await manager.allocate(server);
  }
  delete process.env['EC2_SECRET'];
}

test('list prints what EC2 has, as text and as JSON, and takes filters', async () => {
  await launch('v01');
  fake.fill('eu-west-1', 3);
  const all = JSON.parse((await ec2('list', '--json')).stdout) as {
    id: string;
    region: string;
    server: string | null;
  }[];
  expect(all.map(({ region, server }) => `${region} ${server ?? '-'}`).sort()).toEqual([
    'eu-west-1 -',
    'eu-west-1 -',
    'eu-west-1 -',
    'us-east-1 v01',
  ]);
  const { stdout } = await ec2('list', '--region', 'us-east-1', '--filter', 'tag:Name=v*', '--state', 'running');
  expect(stdout.trim().split('\n')).toHaveLength(2);
  expect(stdout).toMatch(/^INSTANCE.*\ni-\S+ +running +t3\.micro +us-east-1a +v01 +v01\n$/);
  expect(JSON.parse((await ec2('list', '--json', '--state', 'stopped')).stdout)).toEqual([]);
});

test('a region that fails is told, the others are printed, and the status says that it is not everything', async () => {
  fake.fill('us-east-1', 2);
  fake.faults.push({ action: 'DescribeInstances', region: 'eu-west-1', times: 9, code: 'UnauthorizedOperation' });
  const { status, stdout, stderr } = await ec2('list');
  expect(status).toBe(6);
  expect(stdout.trim().split('\n')).toHaveLength(3);
  expect(stderr).toContain('warning: AWS does not allow DescribeInstances in eu-west-1. [EC2_DENIED]');
  expect(stderr).toContain('Not all regions could be listed: eu-west-1.');
});

test.each([
  ['RequestLimitExceeded', 'EC2 still throttles DescribeRegions in us-east-1'],
  ['AuthFailure', 'AWS does not accept the credentials'],
])('%s is one sentence and status 6', async (code, message) => {
  fake.faults.push({ action: 'DescribeRegions', times: 9, code, status: 400 });
  const { status, stderr } = await ec2('list');
  expect([status, stderr]).toEqual([6, expect.stringContaining(message)]);
  expect(stderr).not.toContain(FakeEc2.keys.secret);
});

test('an endpoint that is not encrypted is refused before anything is sent', async () => {
  const plain = {
    ...env,
    CLUSTO_DSN: dsn,
    AWS_ENDPOINT_URL_EC2: 'http://ec2.example.com',
    CLUSTO_CONFIG: home.path('none.toml'),
  };
  await writeFile(home.path('none.toml'), '');
  const { status, stderr } = await home.run(['ec2', 'list'], plain);
  expect([status, stderr]).toEqual([8, expect.stringContaining('is not encrypted')]);
});

test('sync shows differences both ways, and mends only what is named', async () => {
  await launch('v01', 'v02', 'v03');
  fake.fill('eu-west-1', 1);
  const [one, two, three] = fake.live();
  if (one === undefined || two === undefined || three === undefined) throw new Error('nothing was launched');
  fake.instances.delete(one.id);
  two.tags.set('Name', 'other');
  Object.assign(three, { type: 'm5.large' });
  const unknown = [...fake.instances.values()].at(-1)?.id ?? '';
  const shown = (await ec2('sync')).stdout.trim().split('\n').sort();
  expect(shown).toEqual([
    `${unknown} (eu-west-1, running) is unknown to clusto; its name is ${unknown}`,
    `v01: EC2 has no ${one.id} in us-east-1`,
    `v02: name is v02 in clusto, other at EC2 (${two.id})`,
    `v03: type is t3.micro in clusto, m5.large at EC2 (${three.id})`,
  ]);
  expect(await ec2('sync', '--fix', 'nobody')).toMatchObject({ status: 2 });
  const mended = await ec2('sync', '--adopt', unknown, '--fix', 'v01', 'v02', 'v03');
  expect(mended.stdout.trim().split('\n').sort()).toEqual([
    `adopted ${unknown} as ${unknown}`,
    `forgot ${one.id} of v01`,
    `named ${two.id} v02`,
    'noted m5.large as the type of v03',
  ]);
  expect((await ec2('sync')).stdout).toBe('');
});

test('prices are fetched and kept, and the budget counts with them', async () => {
  const product = (instanceType: string, usd: string): string =>
    JSON.stringify({
      product: { attributes: { instanceType, regionCode: 'us-east-1' } },
      terms: { OnDemand: { a: { priceDimensions: { b: { unit: 'Hrs', pricePerUnit: { USD: usd } } } } } },
    });
  fake.products = [product('t3.micro', '0.0200000000'), product('m5.large', '0.1'), product('odd', '0.0')];
  const shipped = JSON.parse((await ec2('prices', '--json', '--type', 't3.micro')).stdout) as { prices: unknown[] };
  expect(shipped.prices).toContainEqual({ region: 'us-east-1', type: 't3.micro', price: 0.0104 });
  const fetched = await ec2('prices', '--refresh', '--region', 'us-east-1');
  expect(fetched).toMatchObject({ status: 0 });
  expect(await readFile(home.path('.local/share/clusto/ec2-prices.json'), 'utf8')).toContain('AWS Price List API');
  expect(fetched.stdout).toMatch(/us-east-1 +t3\.micro +0\.0200\nus-east-1 +m5\.large +0\.1000\n$/);
  await launch('v01');
  const [spending] = JSON.parse((await ec2('budget', '--json')).stdout) as Record<string, unknown>[];
  expect(spending).toMatchObject({ manager: 'myec2', budget: null, left: null, unknown: 0 });
});

test('regions become containers once, and a console is printed', async () => {
  expect((await ec2('regions')).stdout.split('\n').filter((line) => line.startsWith('Created'))).toHaveLength(6);
  expect((await ec2('regions')).stdout).toBe('');
  await launch('v01');
  expect((await ec2('console', 'v01')).stdout).toBe('login:\n');
  expect((await home.run(['delete', '-y', 'v01'], env)).stderr).toContain('MACHINE_EXISTS');
  expect((await home.run(['vm', 'delete', '-y', 'v01'], env)).status).toBe(0);
  expect(fake.live()).toEqual([]);
});
