import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CliHome } from '../support/run-cli.ts';

let home: CliHome;

beforeAll(async () => {
  home = await CliHome.create();
  await home.run(['init']);
  await home.run(['create', 'entity', 'e1']);
});
afterAll(() => home[Symbol.asyncDispose]());

describe('the command line', () => {
  test.each([
    [2, 'Did you mean create?', ['crate', 'pool', 'x']],
    [2, 'Did you mean --type?', ['list', '--tpye', 'x']],
    [2, 'argument', ['create', 'pool']],
    [2, 'argument', ['rename', 'a', 'b', 'c']],
    [2, 'argument missing', ['list', '--type']],
    [2, 'Usage: clusto', []],
    [2, 'Usage: clusto attr', ['attr']],
  ] as const)('exits %i and says "%s" for %j', async (status, text, args) => {
    const result = await home.run(args);
    expect(result).toMatchObject({ status, stdout: '' });
    expect(result.stderr).toContain(text);
  });

  test('shows help and version on stdout', async () => {
    expect(await home.run(['--help'])).toMatchObject({ status: 0, stdout: expect.stringMatching(/^Usage: clusto/) });
    expect(await home.run(['help', 'create'])).toMatchObject({
      stdout: expect.stringMatching(/^Usage: clusto create/),
    });
    const { stdout } = await home.run(['attr', 'set', '--help']);
    expect(stdout).toContain('Example:');
    expect(stdout).toContain('--dsn');
    const { version } = JSON.parse(await readFile('packages/clusto/package.json', 'utf8')) as { version: string };
    expect(await home.run(['version'])).toMatchObject({ status: 0, stdout: `clusto ${version}\n` });
    expect(await home.run(['--version'])).toMatchObject({ status: 0, stdout: `${version}\n` });
  });

  test('takes the global options before and after the command', async () => {
    const dsn = `sqlite:${home.path('other.db')}`;
    await home.run(['--dsn', dsn, 'init']);
    for (const args of [
      ['--dsn', dsn, '--json', 'info'],
      ['info', '--json', '--dsn', dsn],
    ]) {
      const { stdout } = await home.run(args);
      expect(JSON.parse(stdout)).toMatchObject({ dsn, entities: 0 });
    }
  });

  test('writes the actor and the message of a version', async () => {
    await home.run(['attr', 'set', 'e1', 'x=1', '-m', 'because'], { CLUSTO_ACTOR: 'alice' });
    await writeFile(
      home.path('log.mjs'),
      'const [last] = await versions({ limit: 1 }); console.log(last.actor, last.message, last.source);',
    );
    const { stdout } = await home.spawn(['shell', 'log.mjs']);
    expect(stdout).toBe('alice because cli\n');
  });

  test('reads a time as well as a version, and refuses what is neither', async () => {
    expect(await home.run(['info', 'e1', '--at', '2000-01-01T00:00:00Z'])).toMatchObject({ status: 1 });
    expect(await home.run(['info', 'e1', '--at', '2999-01-01T00:00:00Z'])).toMatchObject({ status: 0 });
    expect((await home.run(['info', 'e1', '--at', 'yesterday'])).stderr).toContain('[TIME_INVALID]');
    expect((await home.run(['info', 'e1', '--at', '99999'])).stderr).toContain('[VERSION_UNKNOWN]');
  });
});

describe('the program', () => {
  test('ends without noise when the reader of its output has seen enough', async () => {
    const { status, stderr } = await home.spawn(['info', '--drivers']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const { spawn } = await import('node:child_process');
    const main = 'packages/clusto/src/cli/main.ts';
    const line = `"${process.execPath}" --conditions=clusto-dev ${main} info --drivers | true; echo "\${PIPESTATUS[0]}"`;
    const child = spawn('bash', ['-c', line], { env: { HOME: home.folder, PATH: process.env['PATH'] } });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (output += text.toString()));
    await new Promise((resolve) => child.once('close', resolve));
    expect(output).toBe('0\n');
  });

  test('exits with the status of the error', async () => {
    expect(await home.spawn(['info', 'nix'])).toMatchObject({ status: 1, stdout: '' });
    expect(await home.spawn(['nix'])).toMatchObject({ status: 2 });
  });

  test('shows where an error arose only when asked', async () => {
    expect((await home.run(['info', 'nix'])).stderr).not.toContain('    at ');
    expect((await home.run(['info', 'nix'], { CLUSTO_DEBUG: '1' })).stderr).toContain('    at ');
  });
});

describe('the shell', () => {
  async function script(name: string, text: string) {
    await mkdir(home.path('scripts'), { recursive: true });
    await writeFile(home.path('scripts', name), text);
    return home.spawn(['shell', home.path('scripts', name), 'one', 'two']);
  }

  test('runs what is piped in, with the names of the API and imports of clusto', async () => {
    const input = [
      "import { PenguinServer as Imported } from 'clusto/drivers';",
      'const count: number = 2;',
      'console.log(Imported === PenguinServer, await getByName("e1"), count);',
      'await create(PenguinServer, "piped");',
      'create(PenguinServer, "not-awaited");',
    ].join('\n');
    expect(await home.spawn(['shell'], { input })).toEqual({
      status: 0,
      stdout: 'true Driver(name=e1, type=generic, driver=entity) 2\n',
      stderr: '',
    });
    expect((await home.run(['list', '--type', 'server', '--names'])).stdout).toBe('not-awaited\npiped\n');
  });

  test.each(['ok.ts', 'ok.mjs', 'ok.js'])('runs %s with its arguments', async (name) => {
    const text = 'console.log(process.argv.slice(2).join(), (await clusto.getByName("e1")).name);';
    expect(await script(name, text)).toEqual({ status: 0, stdout: 'one,two e1\n', stderr: '' });
  });

  test.each([
    ['throws.ts', 'const a: number = 1;\n\nthrow new Error("my mistake");', 3, 'my mistake', 'SCRIPT_FAILED'],
    ['unknown.mjs', '\nfoo();', 2, 'foo is not defined', 'SCRIPT_FAILED'],
    ['syntax.ts', 'const a = 1;\n\n\nfoo(;', 4, '', 'SCRIPT_FAILED'],
    ['clusto.js', '\nawait getByName("nix");', 2, 'nix does not exist', 'ENTITY_NOT_FOUND'],
  ] as const)('names file and line of a mistake: %s', async (name, text, line, reason, code) => {
    const { status, stdout, stderr } = await script(name, text);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain(`${home.path('scripts', name)}:${line}`);
    expect(stderr).toContain(reason);
    expect(stderr).toContain(`[${code}]`);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  test('names the line of a mistake in what is piped in', async () => {
    const { status, stderr } = await home.spawn(['shell'], { input: '\n\nawait getByName("nix");' });
    expect(status).toBe(1);
    expect(stderr).toContain('[stdin]:3: nix does not exist.');
  });

  test('reports a promise that nobody awaited and that failed', async () => {
    const { status, stderr } = await home.spawn(['shell'], { input: 'create(PenguinServer, "e1");' });
    expect(status).toBe(1);
    expect(stderr).toContain('[NAME_TAKEN]');
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  test('says that a script is not there', async () => {
    const { status, stderr } = await home.spawn(['shell', 'nowhere.ts']);
    expect(status).toBe(1);
    expect(stderr).toContain('there is no such file');
  });
});

describe('what is mistyped', () => {
  test.each([
    ['did you mean penguinserver, penguinserver2u?', ['create', 'pengiunserver', 'x']],
    ['did you mean PenguinServer, PenguinServer2U?', ['create', 'PengiunServer', 'x']],
    ['did you mean server?', ['list', '--type', 'sevrer']],
    ['did you mean e1?', ['info', 'e2']],
    ['did you mean model?', ['create', 'penguinserver', 'x', 'modle=1']],
    ['did you mean pool;', ['query', 'pol = x']],
    ['did you mean typo?', ['query', 'attr tyop = 1']],
    ['e1 has no attribute tyop: did you mean typo?', ['attr', 'show', 'e1', 'tyop']],
    ['e1 has no attribute typo.on: did you mean typo.one?', ['attr', 'delete', 'e1', 'typo.on']],
    ['Did you mean allocate?', ['ip', 'alocate', 'x']],
    ["Unknown command 'all'; pool has create, delete, list, show, insert, remove.", ['--json', 'pool', 'all']],
    ["Unknown command 'nonsense'.", ['nonsense', 'pool']],
  ] as const)('gets what it may have meant: %s', async (text, args) => {
    await home.run(['attr', 'set', 'e1', 'typo.one=1']);
    const { stdout, stderr } = await home.run(args);
    expect({ stdout, stderr }).toEqual({ stdout: '', stderr: expect.stringContaining(text) });
  });

  test('gets what became of a name, and names that begin with it', async () => {
    await home.run(['create', 'entity', 'old-name']);
    await home.run(['rename', 'old-name', 'db-primary-1']);
    for (const [name, text] of [
      ['db', 'db does not exist: did you mean db-primary-1? ['],
      ['old-name', 'old-name does not exist: it is called db-primary-1 since version '],
    ] as const)
      expect(await home.run(['info', name])).toEqual({ status: 1, stdout: '', stderr: expect.stringContaining(text) });
  });

  test('is compared with what there was at the moment that is looked at', async () => {
    const { stderr } = await home.run(['info', 'e1', '--at', '2']);
    expect(stderr).toContain('e1 does not exist. [');
  });
});

describe('CLUSTO_TYPE_FILTER', () => {
  test('is the type that a query means where it does not say one', async () => {
    await home.run(['create', 'pool', 'filtered-pool']);
    await home.run(['create', 'penguinserver', 'filtered-server']);
    const names = async (query: string, env: Record<string, string>) =>
      (await home.run(['query', query], env)).stdout.trim().split('\n');
    const both = 'name startswith filtered';
    expect(await names(both, {})).toEqual(['filtered-pool', 'filtered-server']);
    const env = { CLUSTO_TYPE_FILTER: 'server' };
    expect(await names(both, env)).toEqual(['filtered-server']);
    expect(await names(`${both} and type = pool`, env)).toEqual(['filtered-pool']);
    expect(await names(`${both} and clusto_type != rack`, env)).toEqual(['filtered-pool', 'filtered-server']);
    const { stdout } = await home.run(['info', '--query', both, '--json'], env);
    expect(JSON.parse(stdout)).toMatchObject([{ name: 'filtered-server' }]);
  });
});
