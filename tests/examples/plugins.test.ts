import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'clusto';
import { APCRack, BasicDatacenter, EquinixDatacenter, factoryLayouts } from 'clusto/drivers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startMailServer } from './mail-server.ts';
import { newUser, repository, runProcess } from './run-process.ts';

// Outside the repository: no node_modules is above it.
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clusto-plugins-'));
  await cp(join(repository, 'examples/plugins'), folder, { recursive: true });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('the examples load as plug-ins, and their classes extend the classes of this very clusto', async () => {
  await using mail = await startMailServer();
  await using clusto = await connect({
    dsn: 'sqlite::memory:',
    plugins: [folder],
    settings: { mail: { host: '127.0.0.1', port: mail.port } },
  });
  expect(clusto.pluginFailures).toStrictEqual([]);
  expect(factoryLayouts(clusto.registry)).toStrictEqual(['201001', '4444', '53532U', '54542U', '5555']);
  const Refined = clusto.driverClass('equinixdatacenter');
  expect(Refined).not.toBe(EquinixDatacenter);
  const datacenter = await clusto.create(Refined, 'eqix-sv3');
  expect(datacenter).toBeInstanceOf(BasicDatacenter);
  expect(String(datacenter)).toBe('EquinixDatacenter(name=eqix-sv3, type=datacenter, driver=equinixdatacenter)');
  const { remoteHands } = datacenter as unknown as { remoteHands: (message: string) => Promise<void> };
  await remoteHands.call(datacenter, 'Please look at rack sv3-001');
  expect(mail.mails).toHaveLength(1);

  const rack = await clusto.create(APCRack, 'sv3-001');
  await rack.setAttr({ key: 'racklayout', value: '54542U' });
  const factory = await clusto.getFactory('sv3-001');
  await factory.connectPorts();
  expect(factory.getDriver(20).driverName).toBe('penguinserver2u');
});

test('whoever creates by the built-in class gets that of the plug-in', async () => {
  await using clusto = await connect({ dsn: 'sqlite::memory:', plugins: [folder] });
  const datacenter = await clusto.create(EquinixDatacenter, 'eqix-sv3');
  expect(datacenter).toHaveProperty('remoteHands');
  const moved = await clusto.changeDriver(await clusto.create(BasicDatacenter, 'sv4'), EquinixDatacenter);
  expect(moved).toHaveProperty('remoteHands');
});

test('one that is broken is told with its line, and the others load', async () => {
  await writeFile(
    join(folder, 'broken.ts'),
    'export const answer: number = 42;\n\nthrow new Error("out of coffee");\n',
  );
  await using clusto = await connect({ dsn: 'sqlite::memory:', plugins: [folder] });
  expect(clusto.pluginFailures.map(String)).toStrictEqual([
    `PluginException: The plug-in ${folder}/broken.ts:3 cannot be used: out of coffee.`,
  ]);
  expect(factoryLayouts(clusto.registry)).toContain('201001');
});

test('the command line loads them from the folder that the configuration names', { timeout: 60_000 }, async () => {
  const home = await mkdtemp(join(tmpdir(), 'clusto-home-'));
  try {
    await using mail = await startMailServer();
    const config = join(home, 'clusto.toml');
    await writeFile(config, `plugins = ["${folder}"]\n\n[mail]\nhost = "127.0.0.1"\nport = ${mail.port}\n`);
    const env = { ...(await newUser(home)), CLUSTO_CONFIG: config };
    for (const args of [['init'], ['create', 'equinixdatacenter', 'eqix-sv3']])
      expect(await runProcess('clusto', args, env)).toMatchObject({ status: 0 });
    const script = join(home, 'ticket.ts');
    await writeFile(
      script,
      "const datacenter = await getByName('eqix-sv3', EquinixDatacenter);\nawait datacenter.remoteHands('Power, please', { priority: 'high' });\n",
    );
    expect(await runProcess('clusto', ['shell', script], env)).toStrictEqual({ status: 0, stdout: '', stderr: '' });
    expect(mail.mails[0]?.headers['subject']).toStrictEqual(['Remote hands request: high priority']);
  } finally {
    await rm(home, { recursive: true, force: true });
  }
});

test(
  'the compiler accepts them under the settings that the plug-in guide recommends',
  { timeout: 60_000 },
  async () => {
    const tsc = join(repository, 'node_modules/.bin/tsc');
    const env = { PATH: `${join(process.execPath, '..')}:${process.env['PATH']}` };
    const types = join(folder, 'types');
    const build = ['-p', 'packages/clusto', '--outDir', types, '--tsBuildInfoFile', join(types, '.tsbuildinfo')];
    expect(await runProcess(tsc, build, env)).toMatchObject({ status: 0, stdout: '' });

    const guide = await readFile(join(repository, 'docs/plugins.md'), 'utf8');
    const [, settings = ''] = /^```json\n([^]*?)^```$/m.exec(guide) ?? [];
    const installed = '/usr/local/lib/node_modules/clusto/dist/types';
    expect(settings).toContain(installed);
    await writeFile(join(folder, 'tsconfig.json'), settings.replaceAll(installed, types));
    expect(await runProcess(tsc, ['-p', folder], env)).toMatchObject({ stdout: '', status: 0 });
    // it does check something
    const wrong = "import { APCRack } from 'clusto/drivers';\nexport const name: number = APCRack.driverName;\n";
    await writeFile(join(folder, 'wrong.ts'), wrong);
    const { stdout } = await runProcess(tsc, ['-p', folder], env);
    expect(stdout).toMatch(/wrong\.ts\(2,14\): error TS2322/);
  },
);
