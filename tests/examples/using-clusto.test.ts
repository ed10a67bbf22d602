import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Clusto, connect } from 'clusto';
import { BasicRack, type Device, Ported } from 'clusto/drivers';
import { describe, expect, test } from 'vitest';
import { databases } from '../support/databases.ts';
import { type MailServer, startMailServer } from './mail-server.ts';
import { newUser, repository, runProcess } from './run-process.ts';

/** Runs the walk in one of its forms; what it prints, without the line of each step that the other form has not. */
type Walk = (env: Readonly<Record<string, string>>) => Promise<string>;

const steps = [
  '01-addresses',
  '02-names',
  '03-datacenter',
  '04-remote-hands',
  '05-racks',
  '06-rack-factory',
  '07-pools',
];
const refusal =
  'PoolException: PenguinServer(name=s0001, type=server, driver=penguinserver) is already in UniquePool(s) ' +
  '[EnvironmentPool(name=development, type=pool, driver=environment_pool)].';

const inFiles: Walk = async (env) => {
  let printed = '';
  for (const step of steps) {
    const { status, stdout, stderr } = await runProcess('node', [`examples/using-clusto/${step}.ts`], env);
    expect({ step, status, stderr }).toStrictEqual({ step, status: 0, stderr: '' });
    printed += stdout;
  }
  return printed;
};

const inTheShell: Walk = async (env) => {
  const drivers = join(env['HOME'] as string, '.config/clusto/drivers');
  await mkdir(drivers, { recursive: true });
  for (const file of ['equinix-datacenter.ts', 'rack-factory.ts'])
    await runProcess('cp', [join(repository, 'examples/plugins', file), drivers], env);
  await runProcess('clusto', ['init'], env);
  const done = await runProcess('clusto', ['shell', 'examples/using-clusto/walk.shell.js'], env);
  expect(done).toMatchObject({ status: 0, stderr: '' });
  return done.stdout;
};

/** Every cable of a rack of the layout 201001, from both of its ends (behaviour spec section 16). */
const cables = [
  'sv3-001-pwr1 console-serial 1 - sv3-001-ts1 44',
  'sv3-001-pwr1 nic-eth 1 - sv3-001-sw1 44',
  'sv3-001-pwr1 pwr-nema-5 16 (ab8) - sv3-001-ts1 1',
  'sv3-001-pwr1 pwr-nema-5 8 (aa8) - sv3-001-sw1 1',
  'sv3-001-sw1 console-serial 1 - sv3-001-ts1 48',
  'sv3-001-sw1 nic-eth 43 - sv3-001-ts1 1',
  'sv3-001-sw1 nic-eth 44 - sv3-001-pwr1 1',
  'sv3-001-sw1 pwr-nema-5 1 - sv3-001-pwr1 8 (aa8)',
  'sv3-001-ts1 console-serial 44 - sv3-001-pwr1 1',
  'sv3-001-ts1 console-serial 48 - sv3-001-sw1 1',
  'sv3-001-ts1 nic-eth 1 - sv3-001-sw1 43',
  'sv3-001-ts1 pwr-nema-5 1 - sv3-001-pwr1 16 (ab8)',
];

async function cablesOf(device: Device): Promise<string[]> {
  const found: string[] = [];
  const label = (number: number | null, name?: string): string =>
    name === undefined ? `${number}` : `${number} (${name})`;
  for (const [type, ports] of Object.entries(await device.portInfo()))
    for (const [number, { connection, otherportnum, name, otherportname }] of Object.entries(ports))
      if (connection !== null)
        found.push(
          `${device.name} ${type} ${label(Number(number), name)} - ${connection.name} ${label(otherportnum, otherportname)}`,
        );
  return found;
}

async function checkWalk(clusto: Clusto, printed: string, mail: MailServer): Promise<void> {
  const manager = await clusto.getIpManager('192.168.23.254');
  expect(String(manager)).toBe('IPManager(name=subnet-dmz, type=resourcemanager, driver=ipmanager)');
  expect(await clusto.getIpManagers('192.168.24.0')).toStrictEqual([]);

  expect(printed).toContain('PenguinServer(name=s0000, type=server, driver=penguinserver)');
  expect(String(await clusto.getByName('s0000'))).toBe('PenguinServer(name=s0000, type=server, driver=penguinserver)');

  expect(mail.mails).toHaveLength(1);
  expect(mail.mails[0]?.headers['subject']).toStrictEqual(['Remote hands request: high priority']);
  expect(mail.mails[0]?.body.trimEnd()).toBe('Turn on power for new racks in my cage');

  const rack = await clusto.getByName('sv3-001', BasicRack);
  const places = (await rack.parents()).map(String);
  expect(places).toStrictEqual(['EquinixDatacenter(name=eqix-sv3, type=datacenter, driver=equinixdatacenter)']);
  expect(await rack.attrValue({ key: 'racklayout' })).toBe('201001');
  const gear = await rack.contents();
  const units = await Promise.all(gear.map(async (one) => [one.name, (await BasicRack.getRackAndU(one))?.RU] as const));
  expect(Object.fromEntries(units)).toStrictEqual({ 'sv3-001-pwr1': [41], 'sv3-001-sw1': [36], 'sv3-001-ts1': [34] });
  expect(gear.every((one) => one instanceof Ported)).toBe(true);
  const found = await Promise.all(gear.map((one) => cablesOf(one as Device)));
  expect(found.flat().sort()).toStrictEqual(cables);

  expect(printed).toContain(refusal);
  const [development, production] = await clusto.getByNames(['development', 'production']);
  expect((await development?.contents())?.map(({ name }) => name)).toStrictEqual(['s0001']);
  expect(await production?.contents()).toStrictEqual([]);
}

describe.each(databases)('using clusto on $name', ({ create }) => {
  test.each([
    ['file by file', inFiles],
    ['as a script of the shell', inTheShell],
  ])('%s', { timeout: 120_000 }, async (_, walk) => {
    const home = await mkdtemp(join(tmpdir(), 'clusto-walk-'));
    try {
      await using database = await create();
      await using mail = await startMailServer();
      const config = join(home, 'clusto.toml');
      await writeFile(config, `[mail]\nhost = "127.0.0.1"\nport = ${mail.port}\n`);
      const env = { ...(await newUser(home)), CLUSTO_DSN: database.dsn, CLUSTO_CONFIG: config };
      const printed = await walk(env);
      await using clusto = await connect({ dsn: database.dsn, plugins: [] });
      await checkWalk(clusto, printed, mail);
    } finally {
      await rm(home, { recursive: true, force: true });
    }
  });
});
