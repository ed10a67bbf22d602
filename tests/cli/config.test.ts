import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadConfig } from '../../packages/clusto/src/cli/config.ts';

let home: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'clusto-config-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

async function write(path: string, text: string): Promise<string> {
  const file = join(home, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
  return file;
}

type Overrides = Parameters<typeof loadConfig>[0];
const load = (overrides: Overrides = {}, environment: Record<string, string> = {}) =>
  loadConfig(overrides, { HOME: home, ...environment });

async function reasonOf(text: string): Promise<string> {
  const config = await write('bad.toml', text);
  const error: unknown = await load({ config }).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'CONFIG_INVALID' });
  return (error as Error).message;
}

describe('without a file', () => {
  test('the database is in the data folder of the user, the actor is who logged in', async () => {
    expect(await load()).toMatchObject({
      file: undefined,
      dsn: `sqlite:${home}/.local/share/clusto/clusto.db`,
      dataFolder: `${home}/.local/share/clusto`,
      actor: userInfo().username,
      plugins: ['/etc/clusto/drivers', `${home}/.config/clusto/drivers`],
      settings: {},
    });
    expect(await load({}, { XDG_DATA_HOME: '/data', XDG_CONFIG_HOME: '/conf' })).toMatchObject({
      dsn: 'sqlite:/data/clusto/clusto.db',
      plugins: ['/etc/clusto/drivers', '/conf/clusto/drivers'],
    });
    // the specification says to ignore it
    expect((await load({}, { XDG_DATA_HOME: 'data' })).dsn).toBe(`sqlite:${home}/.local/share/clusto/clusto.db`);
  });
});

describe('what counts', () => {
  test('is the option, then the environment, then the file', async () => {
    await write('.config/clusto/clusto.toml', 'dsn = "sqlite:/file.db"\nactor = "file"');
    expect(await load()).toMatchObject({ dsn: 'sqlite:/file.db', actor: 'file', dataFolder: undefined });
    const environment = { CLUSTO_DSN: 'sqlite:/env.db', CLUSTO_ACTOR: 'env' };
    expect(await load({}, environment)).toMatchObject({ dsn: 'sqlite:/env.db', actor: 'env' });
    expect(await load({ dsn: 'sqlite:/option.db' }, environment)).toMatchObject({ dsn: 'sqlite:/option.db' });
    expect(await load({}, { CLUSTO_DSN: '', CLUSTO_ACTOR: '' })).toMatchObject({
      dsn: 'sqlite:/file.db',
      actor: 'file',
    });
  });

  test('is the file of --config, then that of CLUSTO_CONFIG, then that of the user', async () => {
    const user = await write('.config/clusto/clusto.toml', 'actor = "user"');
    const named = await write('named.toml', 'actor = "named"');
    const other = await write('other.toml', 'actor = "other"');
    expect(await load()).toMatchObject({ file: user, actor: 'user' });
    expect(await load({}, { CLUSTO_CONFIG: named })).toMatchObject({ file: named, actor: 'named' });
    expect(await load({ config: other }, { CLUSTO_CONFIG: named })).toMatchObject({ file: other, actor: 'other' });
  });

  test('a relative path in a file starts at the file', async () => {
    const config = await write('etc/clusto.toml', 'dsn = "sqlite:data/x.db"\nplugins = ["drivers", "/opt/drivers"]');
    expect(await load({ config })).toMatchObject({
      dsn: `sqlite:${home}/etc/data/x.db`,
      plugins: [`${home}/etc/drivers`, '/opt/drivers'],
    });
  });
});

describe('a file that is named', () => {
  test('has to be there', async () => {
    const config = join(home, 'none.toml');
    await expect(load({ config })).rejects.toMatchObject({ code: 'CONFIG_MISSING' });
    await expect(load({}, { CLUSTO_CONFIG: config })).rejects.toThrow('there is no such file');
    await expect(load({ config: home })).rejects.toThrow('it is a folder');
  });
});

describe('a file that is wrong', () => {
  test.each([
    ['dsn = "x"\nactor = \n', 'line 2, column'],
    ['dns = "x"', 'there is no option dns, did you mean dsn'],
    ['frobnicate = 1', 'there is no option frobnicate'],
    ['[mial]\nhost = "x"', 'there is no section [mial], did you mean [mail]'],
    ['[jira]\nhost = "x"', 'there is no section [jira], a plug-in has [plugin.jira]'],
    ['[mail]\nhots = "x"', 'there is no option mail.hots, did you mean mail.host'],
    ['[mail]\nport = "25"', 'mail.port must be a whole number from 0'],
    ['[mail]\ntls = "yes"', 'mail.tls must be one of none, starttls, implicit'],
    ['busyTimeout = -1', 'busyTimeout must be a whole number from 0'],
    ['plugins = "drivers"', 'plugins must be a list of texts'],
    ['dsn = 1', 'dsn must be a text'],
    ['[plugin]\nname = "x"', 'settings of a plug-in stand in [plugin.NAME]'],
    ['mail = 1', 'there is no option mail'],
  ])('says what and where: %j', async (text, reason) => {
    expect(await reasonOf(text)).toContain(reason);
  });
});

describe('settings', () => {
  test('are there by section, those of a plug-in as they are', async () => {
    const config = await write(
      'c.toml',
      '[mail]\nhost = "mx"\n[plugin.jira]\nurl = "https://jira"\ndeep = { a = [1] }',
    );
    expect((await load({ config })).settings).toEqual({
      mail: { host: 'mx' },
      'plugin.jira': { url: 'https://jira', deep: { a: [1] } },
      ec2: { priceFile: expect.stringMatching(/clusto\/ec2-prices\.json$/) as string },
      query: {},
      secrets: { keyFile: expect.stringMatching(/clusto\/secret\.key$/) as string },
    });
  });

  test('read a secret when it is used, and never print it', async () => {
    await write('secret', 'from the file\n');
    const config = await write(
      'c.toml',
      '[mail]\npasswordFile = "secret"\n[plugin.a]\ntokenEnv = "A_TOKEN"\n[plugin.b]\npassword = "plain"\n[plugin.c]\nkeyFile = "gone"\n[plugin.d]\ntokenEnv = "UNSET"',
    );
    const { settings } = await load({ config }, { A_TOKEN: 'from the environment' });
    const section = (name: string) => settings[name] as Record<string, string>;
    expect(section('mail')['password']).toBe('from the file');
    expect(section('plugin.a')['token']).toBe('from the environment');
    expect(section('plugin.b')['password']).toBe('plain');
    for (const print of [(value: unknown) => inspect(value), (value: unknown) => JSON.stringify(value)])
      expect(print(settings)).not.toMatch(/from the (?:file|environment)|plain/);
    expect(() => section('plugin.c')['key']).toThrow('there is no such file');
    expect(() => section('plugin.d')['token']).toThrow('the environment has no variable UNSET');
    await write('secret', 'changed');
    expect(section('mail')['password']).toBe('changed');
  });
});
