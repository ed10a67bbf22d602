import { createHmac } from 'node:crypto';
import { type FilteredVersion } from '../feed/filtered-version.ts';
import { type VersionDescription } from '../history/show-version.ts';

/** What a target is sent, but for the signature. */
export interface WebhookMessage {
  /** The same for the same version and target, however often it is sent. */
  readonly id: string;
  readonly body: Buffer;
}

/** Beyond this many bytes a version is told without its changes, which are to be read from the API. */
export const mostBytes = 1024 * 1024;

const jsonOf = (value: unknown): Buffer =>
  Buffer.from(JSON.stringify(value, (_, one: unknown) => (typeof one === 'bigint' ? one.toString() : one)));

/** A version as a message for a target, as Standard Webhooks has them: `type`, `timestamp` and `data`. */
export function versionMessage(webhook: string, version: VersionDescription | FilteredVersion): WebhookMessage {
  const message = (data: object): Buffer => jsonOf({ type: 'clusto.version', timestamp: version.time, data });
  const whole = message(version);
  if (whole.length <= mostBytes) return { id: `${webhook}-${version.number}`, body: whole };
  const { number, time, actor, source, message: why, changes } = version;
  const short = { number, time, actor, source, message: why, changes: null, changeCount: changes.length };
  return { id: `${webhook}-${version.number}`, body: message(short) };
}

/** A message that says nothing but that messages arrive. */
export function testMessage(webhook: string, time: Date): WebhookMessage {
  const body = jsonOf({ type: 'clusto.test', timestamp: time, data: { webhook } });
  return { id: `${webhook}-test-${time.getTime()}`, body };
}

const secretPrefix = 'whsec_';

/** A secret as receivers are given it, of its bytes. */
export const secretText = (bytes: Buffer): string => `${secretPrefix}${bytes.toString('base64')}`;

/**
 * The headers of a message, signed with each of the secrets (Standard Webhooks 1.0): HMAC-SHA256 over its id, the time in seconds and
 * the body, with dots in between.
 */
export function signedHeaders(
  { id, body }: WebhookMessage,
  time: Date,
  secrets: readonly string[],
): Readonly<Record<string, string>> {
  const timestamp = Math.floor(time.getTime() / 1000);
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(secretPrefix.length), 'base64');
    return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64')}`;
  });
  return {
    'content-type': 'application/json',
    'user-agent': 'clusto-webhooks',
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': signatures.join(' '),
  };
}
