import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClustoException, connect } from 'clusto';
import { type MailSettings, sendMail } from 'clusto/plugin';
import { expect, test } from 'vitest';
import { startMailServer } from '../examples/mail-server.ts';

const mail = { from: 'clusto@example.com', to: 'ops@example.com', subject: 'Hello', text: 'A text.' };

async function failureOf(settings: MailSettings): Promise<ClustoException> {
  const error: unknown = await sendMail(settings, mail).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ClustoException);
  return error as ClustoException;
}

const withLogin = (password: string) =>
  startMailServer({
    disabledCommands: ['STARTTLS'],
    onAuth(auth, _session, done) {
      if (auth.password === password) done(null, { user: auth.username });
      else done(new Error(`the password ${auth.password} is wrong`));
    },
  });

test('a mail arrives', async () => {
  await using server = await startMailServer();
  await sendMail({ host: '127.0.0.1', port: server.port }, { ...mail, to: ['ops@example.com', 'boss@example.com'] });
  expect(server.mails).toMatchObject([
    { from: 'clusto@example.com', to: ['ops@example.com', 'boss@example.com'], user: null },
  ]);
  expect(server.mails[0]?.headers['subject']).toEqual(['Hello']);
  expect(server.mails[0]?.body).toContain('A text.');
});

test('the password comes from a file or the environment, when the mail is sent', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'clusto-mail-'));
  try {
    await writeFile(join(folder, 'password'), 'from a file\n');
    await using server = await withLogin('from a file');
    const settings = { host: '127.0.0.1', port: server.port, user: 'clusto', passwordFile: join(folder, 'password') };
    await sendMail(settings, mail);
    await using clusto = await connect({ dsn: 'sqlite::memory:', plugins: [], settings: { mail: settings } });
    await sendMail(clusto.settings('mail'), mail);
    expect(server.mails.map(({ user }) => user)).toEqual(['clusto', 'clusto']);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test('a password that is refused is not told', async () => {
  await using server = await withLogin('right');
  const error = await failureOf({ host: '127.0.0.1', port: server.port, user: 'clusto', password: 'hunter2' });
  expect(error).toMatchObject({ code: 'MAIL_FAILED' });
  expect(`${error.message} ${JSON.stringify(error)} ${String(error.cause)} ${error.stack}`).not.toContain('hunter2');
  expect(server.mails).toEqual([]);
});

test('a server that does not offer TLS gets nothing when TLS is wanted', async () => {
  await using server = await startMailServer();
  const error = await failureOf({ host: '127.0.0.1', port: server.port, tls: 'starttls' });
  expect(error.code).toBe('MAIL_FAILED');
  expect(server.mails).toEqual([]);
});

test('a certificate that nobody vouches for is refused', async () => {
  await using server = await startMailServer({ disabledCommands: ['AUTH'] });
  await failureOf({ host: '127.0.0.1', port: server.port, tls: 'starttls' });
  await sendMail({ host: '127.0.0.1', port: server.port, tls: 'none' }, mail);
  expect(server.mails.map(({ isSecure }) => isSecure)).toEqual([false]);
});

test('a server that is not there is told in one line', async () => {
  const error = await failureOf({ host: '127.0.0.1', port: 1 });
  expect(error.message).toMatch(/^The mail to ops@example\.com could not be sent: .*ECONNREFUSED.*\.$/);
});
