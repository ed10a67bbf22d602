import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { expect, test } from 'vitest';
import { type FakeProgram, makeFakeProgram } from '../support/fake-program.ts';
import { hostAnswer } from '../support/host-answer.ts';
import { CliHome } from '../support/run-cli.ts';

const first = { hostname: 'web1', serial: 'SN1', mac: '00:1b:21:00:00:10', ip: '127.0.0.2' };
const second = { hostname: 'web2', serial: 'SN2', mac: '00:1b:21:00:00:20', ip: '127.0.0.5' };

/** Two hosts that answer, and one that does not let anybody in. */
const makeSsh = (): Promise<FakeProgram> =>
  makeFakeProgram(
    'ssh',
    `cat > /dev/null
case "$*" in
*" -- 127.0.0.2 sh") cat <<'END'
${hostAnswer(first)}END
;;
*" -- 127.0.0.5 sh") cat <<'END'
${hostAnswer(second)}END
;;
*) echo 'root@host: Permission denied (publickey).' >&2; exit 255;;
esac`,
  );

async function setUp(home: CliHome, ssh: FakeProgram, port: number): Promise<void> {
  await mkdir(home.path('.config/clusto'), { recursive: true });
  const settings = `[ssh]\nprogram = "${ssh.path}"\nport = ${port}\n`;
  await writeFile(home.path('.config/clusto/clusto.toml'), settings);
  await home.run(['init']);
  await home.run(['create', 'ipmanager', 'net', 'baseip=127.0.0.0', 'netmask=24']);
}

test('a subnet is looked through, and what is not known gets an entity', async () => {
  await using home = await CliHome.create();
  await using ssh = await makeSsh();
  const one = createServer().listen(0, '127.0.0.2');
  await once(one, 'listening');
  const { port } = one.address() as AddressInfo;
  const other = createServer().listen(port, '127.0.0.5');
  await once(other, 'listening');
  try {
    await setUp(home, ssh, port);
    const found = await home.run(['discover', '127.0.0.0/29']);
    expect(found.stdout).toBe(
      'ADDRESS    ENTITY  BY  RESULT   ATTRIBUTE  INTENDED  OBSERVED  PROBLEM\n127.0.0.2  -       -   unknown  -          -         -         -\n127.0.0.5  -       -   unknown  -          -         -         -\n',
    );
    expect([found.status, found.stderr]).toEqual([0, '']);
    const call = new RegExp(
      `^-p ${port} -o BatchMode=yes -o StrictHostKeyChecking=yes .*-l root -- 127\\.0\\.0\\.2 sh$`,
    );
    expect(await ssh.calls()).toContainEqual(expect.stringMatching(call));
    const made = await home.json('discover', '127.0.0.0/29', '--create', 'penguinserver');
    expect(made).toMatchObject([
      { action: 'created', entity: 'web1', host: { serial: 'SN1' } },
      { action: 'created', entity: 'web2' },
    ]);
    const csv = await home.run(['discover', '127.0.0.2', '--user', 'admin', '--csv']);
    expect(csv.stdout).toBe(
      'address,entity,by,result,attribute,intended,observed,problem\r\n127.0.0.2,web1,serial,same,,,,\n',
    );
    expect((await ssh.calls()).at(-1)).toContain(' -l admin -- ');
  } finally {
    one.close();
    other.close();
  }
});

test('what hosts say is written for those that are named or found, and rehearsed before', async () => {
  await using home = await CliHome.create();
  await using ssh = await makeSsh();
  await setUp(home, ssh, 22);
  for (const [name, ip] of [
    ['web1', '127.0.0.2'],
    ['web3', '127.0.0.9'],
  ] as const) {
    await home.run(['create', 'penguinserver', name]);
    await home.run(['ip', 'allocate', name, '--ip', ip]);
  }
  await home.run(['create', 'penguinserver', 'bare']);
  const version = async () => (await home.json('log', '--limit', '1')) as [{ number: number; message: string }];
  const [before] = await version();
  const dry = await home.run(['update-info', 'web1', '--dry-run']);
  expect(dry.stdout).toMatch(/^127\.0\.0\.2 +web1 +address +updated +system memory +- +16384 +-$/m);
  expect([dry.status, dry.stderr]).toEqual([0, 'dry run: nothing was changed\n']);
  const unasked = await home.run(['update-info', '--query', 'type = server']);
  expect([unasked.status, (await version())[0].number]).toEqual([7, before.number]);
  const done = await home.run(['update-info', '--query', 'type = server', '--yes', '--json', '-m', 'audit']);
  expect(done.status).toBe(6);
  expect(JSON.parse(done.stdout)).toMatchObject([
    { entity: 'bare', action: 'failed', code: 'HOST_ADDRESS_MISSING' },
    { entity: 'web1', action: 'updated' },
    { entity: 'web3', action: 'failed', code: 'SSH_DENIED' },
  ]);
  expect(done.stderr).toContain('2 of 3 hosts did not work out: bare, web3.');
  expect((await version())[0]).toMatchObject({ number: before.number + 1, message: 'audit' });
  expect((await home.run(['attr', 'show', 'web1', 'system.serial'])).stdout).toContain('SN1');
});

test('what cannot be meant is refused before anybody is asked', async () => {
  await using home = await CliHome.create();
  await using ssh = await makeSsh();
  await setUp(home, ssh, 22);
  const refused = async (...args: string[]): Promise<string> => (await home.run(['discover', ...args])).stderr;
  expect(await refused('10.0.0.0/8')).toContain('has 16777216 addresses, and at most 4096 are looked through');
  expect(await refused('10.0.0.0/8', '--force')).toContain('at most 1048576');
  expect(await refused('127.0.0.2', '--create', 'nothing')).toContain('nothing');
  expect(await refused()).toContain('Which hosts?');
  expect(await refused('127.0.0.2', '--parallel', '0')).toContain('whole number from 1');
  expect(await ssh.calls()).toEqual([]);
});
