import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'clusto';
import { EquinixDatacenter as BuiltIn } from 'clusto/drivers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { EquinixDatacenter, type RemoteHandsOptions } from '../../examples/plugins/equinix-datacenter.ts';
import { startMailServer } from './mail-server.ts';
import { newUser, runProcess } from './run-process.ts';

const message = 'Turn on power for new racks in my cage';
const password = 'correct horse battery staple';
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clusto-mail-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function ask(mail: Record<string, unknown>, text: string, options?: RemoteHandsOptions): Promise<void> {
  await using clusto = await connect({
    dsn: 'sqlite::memory:',
    plugins: [],
    drivers: [EquinixDatacenter],
    settings: { mail: { host: '127.0.0.1', timeout: 5000, ...mail } },
  });
  const datacenter = await clusto.create(EquinixDatacenter, 'eqix-sv3');
  await datacenter.remoteHands(text, options);
}

test('a ticket is a mail with the priority in its subject', async () => {
  await using server = await startMailServer();
  await ask({ port: server.port }, message, { priority: 'high' });
  await ask({ port: server.port }, message, { mailFrom: 'me@example.com', mailTo: 'noc@example.net' });
  const [first, second] = server.mails;
  expect(first).toMatchObject({ from: 'clusto@example.com', to: ['remotehands@datacenter.net'], user: null });
  expect(first?.headers).toMatchObject({
    subject: ['Remote hands request: high priority'],
    from: ['clusto@example.com'],
    to: ['remotehands@datacenter.net'],
  });
  expect(first?.body.trimEnd()).toBe(message);
  expect(second).toMatchObject({ from: 'me@example.com', to: ['noc@example.net'] });
  expect(second?.headers['subject']).toStrictEqual(['Remote hands request: low priority']);
});

test('datacenters that exist have the method when the plug-in is loaded', async () => {
  await using server = await startMailServer();
  const dsn = `sqlite:${join(folder, 'inventory.db')}`;
  {
    await using before = await connect({ dsn, plugins: [] });
    await before.create(BuiltIn, 'eqix-sv3');
  }
  const settings = {
    mail: { host: '127.0.0.1', port: server.port },
    'plugin.remotehands': { from: 'dc@example.com', to: 'hands@example.net' },
  };
  await using clusto = await connect({ dsn, plugins: [], drivers: [EquinixDatacenter], settings });
  await (await clusto.getByName('eqix-sv3', EquinixDatacenter)).remoteHands(message);
  expect(server.mails).toMatchObject([{ from: 'dc@example.com', to: ['hands@example.net'] }]);
});

test.each([
  ['priority', message, { priority: 'high\r\nBcc: spy@example.com' }],
  ['priority with a bare line feed', message, { priority: 'high\nBcc: spy@example.com' }],
  ['recipient', message, { mailTo: 'noc@example.net\r\nBcc: spy@example.com' }],
  ['sender', message, { mailFrom: 'me@example.com>\r\nRCPT TO:<spy@example.com' }],
  ['message', 'one\r\n.\r\nMAIL FROM:<spy@example.com>\r\nBcc: spy@example.com', {}],
])('the %s cannot add a header or a recipient', async (_, text, options) => {
  await using server = await startMailServer();
  await ask({ port: server.port }, text, options).catch((error: unknown) =>
    expect(error).toMatchObject({ code: 'MAIL_FAILED' }),
  );
  expect(server.mails.length).toBeLessThanOrEqual(1);
  for (const mail of server.mails) {
    expect(mail.to).not.toContain('spy@example.com');
    expect(mail.headers['bcc']).toBeUndefined();
    expect(mail.headers['subject']).toHaveLength(1);
    expect(mail.body.trimEnd()).toBe(text);
  }
});

test('a server that is down is told, without the password', async () => {
  const gone = createServer();
  const port = await new Promise<number>((listening) => {
    gone.listen(0, '127.0.0.1', () => listening((gone.address() as { port: number }).port));
  });
  await new Promise((closed) => gone.close(closed));
  const failed = await ask({ port, user: 'clusto', password }, message).catch((error: unknown) => error);
  expect(failed).toMatchObject({ name: 'PluginException', code: 'MAIL_FAILED' });
  expect((failed as Error).message).toMatch(/^The mail to remotehands@datacenter\.net could not be sent: .+\.$/);
  expect(String((failed as Error).stack)).not.toContain(password);
});

test('a server that repeats the password in its refusal does not get it into the error', async () => {
  await using server = await startMailServer({
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    onAuth: (auth, _session, done) => done(new Error(`no user ${auth.username} with ${auth.password}`)),
  });
  const failed = await ask({ port: server.port, user: 'clusto', password }, message).catch((error: unknown) => error);
  expect(failed).toMatchObject({ code: 'MAIL_FAILED' });
  expect((failed as Error).message).toContain('no user clusto');
  expect((failed as Error).message).not.toContain(password);
  expect(server.mails).toStrictEqual([]);
});

test('a self-signed certificate is refused until it is trusted; then the login goes over STARTTLS', async () => {
  const certificate = join(import.meta.dirname, 'self-signed.cert.pem');
  await using server = await startMailServer({
    disabledCommands: [],
    key: await readFile(join(import.meta.dirname, 'self-signed.key.pem')),
    cert: await readFile(certificate),
    onAuth: ({ username, password: given }, _session, done) =>
      given === password ? done(null, { user: username }) : done(new Error('wrong password')),
  });
  await writeFile(join(folder, 'password'), `${password}\n`);
  const mail = `[mail]\nhost = "localhost"\nport = ${server.port}\ntls = "starttls"\nuser = "clusto"\npasswordFile = "password"\n`;
  await writeFile(join(folder, 'clusto.toml'), mail);
  const env = {
    ...(await newUser(folder)),
    CLUSTO_CONFIG: join(folder, 'clusto.toml'),
    CLUSTO_DSN: `sqlite:${join(folder, 'inventory.db')}`,
  };
  expect(await runProcess('node', ['examples/using-clusto/03-datacenter.ts'], env)).toMatchObject({ status: 0 });
  const ticket = ['examples/using-clusto/04-remote-hands.ts'];

  const refused = await runProcess('node', ticket, env);
  expect(refused.status).toBe(1);
  expect(refused.stderr).toMatch(/self-signed certificate/);
  expect(refused.stderr).not.toContain(password);
  expect(server.mails).toStrictEqual([]);

  const sent = await runProcess('node', ticket, { ...env, NODE_EXTRA_CA_CERTS: certificate });
  expect(sent).toMatchObject({ status: 0, stderr: '' });
  expect(server.mails).toMatchObject([{ user: 'clusto', isSecure: true }]);
  // another password: the server refuses, and the error does not tell it
  await writeFile(join(folder, 'password'), 'a wrong one');
  const wrong = await runProcess('node', ticket, { ...env, NODE_EXTRA_CA_CERTS: certificate });
  expect(wrong.status).toBe(1);
  expect(wrong.stderr).not.toContain('a wrong one');
}, 60_000);
