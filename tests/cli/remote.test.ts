import { stat, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commands } from '../../packages/clusto/src/cli/commands/commands.ts';
import { buildProgram } from '../../packages/clusto/src/cli/program.ts';
import { localCommands } from '../../packages/clusto/src/cli/local-commands.ts';
import { dhcpRecordLine } from '../../packages/clusto/src/operations/dhcp/dhcp-record.ts';
import { readsBothWays, writesThere } from '../support/both-ways.ts';
import { recordedRequest } from '../support/recorded-request.ts';
import { refusedRemotely } from '../support/refused-remotely.ts';
import { CliHome, type CliResult } from '../support/run-cli.ts';
import { HomeServer } from '../support/served-home.ts';

const site = `
create ipmanager net baseip=10.0.0.0 netmask=24 gateway=10.0.0.1
create simplenummanager vlans next=100
create simpleentitynamemanager names basename=web digits=2 next=7
create simplenamemanager plain basename=n digits=2
create pool production
create basicrack r1
create penguinserver web1 --in r1 --unit 3
create basicnetworkswitch sw1
create kvmvirtualserver v1
create kvmmanager vms
create basicserver h1
attr set h1 system.memory=1024 system.disk=10 system.cpucount=1 kvm.volume-group=vg0
pool insert production web1
pool insert production sw1
attr set web1 system.memory=16384 port-nic-eth.mac=02:00:00:00:00:11 --number 1
attr set production owner=ops
ip allocate web1 --subnet net
port connect web1 nic-eth:1 sw1 nic-eth:1
number allocate vlans web1
name allocate plain web1
allocate --driver penguinserver --names names --hold 1h --key two
`;

let home: CliHome;
let server: HomeServer;
let dsn: string;
let token = '';

beforeAll(async () => {
  home = await CliHome.create();
  await writeFile(home.path('host.js'), "await (await getByName('vms')).insert(await getByName('h1'));\n");
  const setup = site.trim().split('\n');
  for (const line of ['init', ...setup, `shell ${home.path('host.js')}`, `backup ${home.path('backup')}`])
    if ((await home.run(line.split(' '))).status !== 0) throw new Error(line);
  await writeFile(home.path('plan.yaml'), 'name: declared\ndriver: basicserver\nattributes: {system.memory: 1}\n');
  await writeFile(home.path('servers.csv'), 'name,in\ntable1,production\n');
  await writeFile(
    home.path('requests.jsonl'),
    dhcpRecordLine(recordedRequest({ type: 'discover', mac: '02:00:00:00:00:11' })).repeat(3),
  );
  server = new HomeServer(home.folder);
  dsn = (await server.address('tester')) ?? '';
}, 60_000);
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await home[Symbol.asyncDispose]();
});

const version = async (): Promise<number> => ((await home.json('info')) as { version: number }).version;

/** A line of words, in which some stand for what the test has. */
function words(line: string, latest = 0): string[] {
  const known: Readonly<Record<string, string>> = { BACKUP: home.path('backup'), TOKEN: token, LATEST: String(latest) };
  return line.split(' ').map((word) => known[word] ?? word.replace('FOLDER', home.folder));
}

const here = (line: string): Promise<CliResult> => home.run(words(line), { CLUSTO_ACTOR: 'tester' });
const there = (line: string, latest?: number): Promise<CliResult> => home.run(words(line, latest), { CLUSTO_DSN: dsn });

describe('through a server', () => {
  test.each(Object.entries(readsBothWays))('clusto %s prints what it does here', async (_, line) => {
    const expected = await here(line);
    expect(expected).toMatchObject({ status: 0 });
    expect(await there(line)).toEqual(expected);
  });

  test.each(Object.entries(refusedRemotely))('clusto %s says that it does not work', async (path, args) => {
    const { stdout, stderr, status } = await there([path, ...args].join(' '));
    expect({ stdout, status }).toEqual({ stdout: '', status: 2 });
    expect(stderr).toContain(`clusto ${path} does not work through ${dsn}: ${localCommands[path]?.reason}; `);
  });

  test.each(Object.entries(writesThere))('clusto %s writes, as one version with its message', async (_, line) => {
    const before = await version();
    const result = await there(line, before);
    expect(result.status, result.stderr).toBe(0);
    if (line.startsWith('token')) token ||= (JSON.parse(result.stdout) as { id: string }).id;
    const [, message] = / -m (\w+)$/.exec(line) ?? [];
    expect(await version()).toBe(message === undefined ? before : before + 1);
    if (message !== undefined)
      expect(await home.json('log', '--limit', '1')).toMatchObject([
        { actor: 'tester', message: expect.stringContaining(message) },
      ]);
  });

  test('a command is one of these', async () => {
    type Program = Awaited<ReturnType<typeof buildProgram>>;
    const leaves = (command: Program, path: readonly string[] = []): string[] =>
      command.commands.flatMap((sub) => {
        const own = [...path, sub.name()];
        return sub.commands.length > 0 ? leaves(sub, own) : [own.join(' ')];
      });
    const known = [readsBothWays, refusedRemotely, writesThere].flatMap((commandsOf) => Object.keys(commandsOf));
    expect(known.sort()).toEqual(leaves(await buildProgram(new Set(Object.keys(commands)))).sort());
  });

  test('the doctor looks at what is there, and says what it did not look at', async () => {
    const { configuration, ...local } = (await home.json('doctor')) as Record<string, unknown>;
    expect(local).toMatchObject({ findings: [], unseen: [] });
    const remote = await there('doctor --json');
    const unseen = ['the key of secrets of this machine', 'its folders of plug-ins'];
    expect(JSON.parse(remote.stdout)).toEqual({ configuration, dsn, findings: [], unseen });
    expect(await there('doctor --fix')).toMatchObject({ status: 0, stdout: 'All is well.\n' });
    expect((await there('doctor')).stderr).toContain(`not looked at, since the inventory is at a server: ${unseen[0]}`);
  });

  test('recorded requests are replayed by a plan that the server does not apply', async () => {
    await writeFile(home.path('later.yaml'), '{"name": "web1", "attributes": {"dhcp.enabled": true}}');
    const before = await version();
    const line = 'dhcp replay FOLDER/requests.jsonl --plan FOLDER/later.yaml --json';
    const expected = await here(line);
    expect(expected.status).toBe(3);
    expect(await there(line)).toEqual(expected);
    expect(await version()).toBe(before);
  });

  test('a shell has the endpoints of the server as functions, and what commands call', async () => {
    const input = `const { name } = await getEntity({ entity: 'web1' });
      const [found] = await call('findEntities', ['sw1'], {});
      const names = await Array.fromAsync(each('listEntities', { query: 'type = rack' }), (rack) => rack.name);
      console.log(name, found.name, names.join(), api.url);
      await getEntity({ entity: 'nobody' });`;
    const { status, stdout, stderr } = await home.spawn(['shell'], { env: { CLUSTO_DSN: dsn }, input });
    expect({ status, stdout }).toEqual({ status: 1, stdout: `web1 sw1 r1 ${dsn}\n` });
    expect(stderr).toContain('[stdin]:5: nobody does not exist.');
  });

  test('a backup is written by the server, and restored like any other', async () => {
    const file = home.path('served.gz');
    const { stdout, status } = await there(`backup ${file}`);
    expect({ stdout, status }).toMatchObject({ status: 0, stdout: expect.stringContaining(`${dsn}: version`) });
    const restored = `sqlite:${home.path('restored.db')}`;
    expect(await home.run(['restore', file, '--dsn', restored])).toMatchObject({ status: 0 });
    expect(await home.json('export', '--dsn', restored)).toEqual(await home.json('export'));
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const gone = await home.run(['backup', file, '--dsn', 'http://127.0.0.1:9']);
    expect(gone).toMatchObject({ status: 6, stderr: expect.stringContaining('[SERVER_UNREACHABLE]') });
  });

  test('what is mistyped is guessed at there', async () => {
    expect(await there('info web2')).toMatchObject({ status: 1, stderr: expect.stringContaining('did you mean web1') });
    const unknown = await there('create penguinserve x');
    expect(unknown).toMatchObject({ status: 1, stderr: expect.stringContaining('did you mean penguinserver') });
  });

  test('a rehearsal changes nothing', async () => {
    const before = await version();
    const result = await there('attr set web1 system.memory=1 --dry-run');
    expect(result).toMatchObject({ status: 0, stderr: expect.stringContaining('dry run: nothing was changed') });
    expect(await version()).toBe(before);
  });

  test('a server that is not there is told', async () => {
    const gone = await home.run(['list', '--dsn', 'http://127.0.0.1:9']);
    expect(gone).toMatchObject({ status: 6, stderr: expect.stringContaining('[SERVER_UNREACHABLE]') });
  });
});
