import { readFileSync } from 'node:fs';
import { failure } from '../base/errors.ts';

/** How mail is sent: the section `[mail]` of the configuration, as `inventory.settings('mail')` gives it. */
export interface MailSettings {
  /** Default: localhost. */
  readonly host?: string;
  /** Default: 25, with implicit TLS 465. */
  readonly port?: number;
  /** Default: none on this machine itself, else starttls, which refuses a server that does not offer it. */
  readonly tls?: 'none' | 'starttls' | 'implicit';
  readonly user?: string;
  readonly password?: string;
  /** A file that holds the password. */
  readonly passwordFile?: string;
  /** How long to wait for the server, in milliseconds. Default: 30000. */
  readonly timeout?: number;
}

export interface Mail {
  readonly from: string;
  readonly to: string | readonly string[];
  readonly subject: string;
  readonly text: string;
}

const isLoopback = (host: string): boolean => /^(?:localhost|127\.\d+\.\d+\.\d+|::1)$/i.test(host);

function passwordOf(settings: MailSettings): string | undefined {
  if (settings.password !== undefined) return settings.password;
  if (settings.passwordFile === undefined) return undefined;
  return readFileSync(settings.passwordFile, 'utf8').replace(/\r?\n$/, '');
}

function transportOptions(settings: MailSettings) {
  const { host = 'localhost', user, timeout = 30_000 } = settings;
  const { tls = isLoopback(host) ? 'none' : 'starttls' } = settings;
  const { port = tls === 'implicit' ? 465 : 25 } = settings;
  return {
    host,
    port,
    secure: tls === 'implicit',
    ignoreTLS: tls === 'none',
    requireTLS: tls === 'starttls',
    ...(user === undefined ? {} : { auth: { user, pass: passwordOf(settings) ?? '' } }),
    connectionTimeout: timeout,
    greetingTimeout: timeout,
    socketTimeout: timeout,
    // a text that comes from elsewhere must not name a file to send
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/** Why a mail failed, in one line, without the secrets that a server may repeat in its answer. */
function reasonOf(error: unknown, password: string | undefined): string {
  const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
  return password ? line.replaceAll(password, '***') : line;
}

/**
 * Sends a text by SMTP.
 * @param settings `inventory.settings('mail')`
 * @throws MAIL_FAILED
 */
export async function sendMail(settings: MailSettings, { from, to, subject, text }: Mail): Promise<void> {
  let password: string | undefined;
  try {
    // what follows a line break would be read as more recipients
    if ([from, to].flat().some((address) => /[\r\n]/.test(address))) throw new Error('an address has a line break');
    const options = transportOptions(settings);
    password = options.auth?.pass;
    // loaded when it is used: most programs never send a mail
    const { createTransport } = await import('nodemailer');
    const transport = createTransport(options);
    try {
      await transport.sendMail({ from, to: [to].flat(), subject, text });
    } finally {
      transport.close();
    }
  } catch (error) {
    // no cause: the error of the library carries the whole conversation with the server
    throw failure('MAIL_FAILED', { to, reason: reasonOf(error, password) });
  }
}
