import { randomBytes } from 'node:crypto';
import { failure } from '../../base/errors.ts';
import { storableSecret } from '../../inventory/read-secret.ts';
import { requireRight } from '../access/require-right.ts';
import { type Clusto } from '../clusto.ts';
import { feedStart } from '../feed/feed-start.ts';
import { type MomentInput } from '../history/version-at.ts';
import { readDuration } from '../read-duration.ts';
import { planQuery } from '../../query/plan-query.ts';
import { checkTarget } from './check-target.ts';
import { secretText } from './webhook-message.ts';

/** Who is told of versions by a request; without secrets. */
export interface Webhook {
  readonly name: string;
  readonly url: string;
  /** Of what changes it is told; of everything where it is null. */
  readonly query: string | null;
  readonly merge: boolean;
  /** `failing`: the next version is not taken, and tried again. */
  readonly state: 'active' | 'failing' | 'paused';
  /** Why it is paused, or what went wrong last; null where nothing is. */
  readonly reason: string | null;
  /** The last version that it was told, or that does not matter to it. */
  readonly position: number;
  /** How many versions there are after that. */
  readonly behind: number;
  readonly failures: number;
  readonly failingSince: Date | null;
  readonly nextTry: Date | null;
  readonly lastDelivery: Date | null;
  /** How many versions it did not take. */
  readonly deadLetters: number;
  /** How long the secret before the present one holds; null where none does. */
  readonly oldSecretUntil: Date | null;
  readonly created: Date;
  readonly createdBy: string;
}

/** With its secret, which is shown this one time. */
export interface NewWebhook extends Webhook {
  readonly secret: string;
}

export interface WebhookParams {
  readonly name: string;
  readonly url: string;
  readonly query?: string | undefined;
  /** Whether attributes of containers count for the query as those of what is in them. */
  readonly merge?: boolean | undefined;
  /** The version after which it is told, or a time; 0 is all of history. What comes from now on when it is left out. */
  readonly since?: MomentInput | undefined;
}

type Record = Awaited<ReturnType<Clusto['webhooks']['all']>>[number];

const date = (time: number | null): Date | null => (time === null ? null : new Date(time));
const newSecret = (): string => secretText(randomBytes(32));
const usualOverlap = '1d';

async function shown(inventory: Clusto, records: readonly Record[]): Promise<Webhook[]> {
  const [latest, letters] = await Promise.all([inventory.version(), inventory.webhooks.deadLetters()]);
  const counts = Map.groupBy(letters, ({ webhook }) => webhook);
  const now = inventory.clock.now().getTime();
  return records.map((record) => {
    const { name, url, query, merge, paused, position, failures, failingSince, nextTry, lastError, lastDelivery } =
      record;
    return {
      name,
      url,
      query,
      merge: merge === 1,
      state: paused === null ? (failures > 0 ? 'failing' : 'active') : 'paused',
      reason: paused ?? lastError,
      position,
      behind: Math.max(0, latest - position),
      failures,
      failingSince: date(failingSince),
      nextTry: date(nextTry),
      lastDelivery: date(lastDelivery),
      deadLetters: counts.get(name)?.length ?? 0,
      oldSecretUntil: (record.oldUntil ?? 0) > now ? date(record.oldUntil) : null,
      created: new Date(record.created),
      createdBy: record.createdBy,
    };
  });
}

async function found(inventory: Clusto, name: string): Promise<Record> {
  const record = await inventory.webhooks.find(name);
  if (record === undefined) throw failure('WEBHOOK_UNKNOWN', { name });
  return record;
}

/** A webhook as it is stored. @throws FORBIDDEN, WEBHOOK_UNKNOWN */
export async function findWebhook(inventory: Clusto, name: string): Promise<Record> {
  await requireRight(inventory, 'admin');
  return found(inventory, name);
}

/** Every webhook, by name. @throws FORBIDDEN */
export async function listWebhooks(inventory: Clusto): Promise<Webhook[]> {
  await requireRight(inventory, 'admin');
  return shown(inventory, await inventory.webhooks.all());
}

/** @throws FORBIDDEN, WEBHOOK_UNKNOWN */
export async function showWebhook(inventory: Clusto, name: string): Promise<Webhook> {
  const [webhook] = await shown(inventory, [await findWebhook(inventory, name)]);
  return webhook as Webhook;
}

/**
 * Has a target be told of versions from now on, or from an earlier one.
 * @throws FORBIDDEN, WEBHOOK_NAME_INVALID, WEBHOOK_EXISTS, WEBHOOK_URL_INVALID, WEBHOOK_ADDRESS_REFUSED, QUERY_INVALID, VERSION_UNKNOWN,
 * TIME_INVALID, SECRET_KEY_INVALID
 */
export async function createWebhook(inventory: Clusto, params: WebhookParams): Promise<NewWebhook> {
  await requireRight(inventory, 'admin');
  const { name, query, merge = false } = params;
  if (!/^[a-z0-9][a-z0-9_-]{0,62}$/.test(name)) throw failure('WEBHOOK_NAME_INVALID', { name });
  const url = checkTarget(inventory, params.url);
  const position = await feedStart(inventory, { since: params.since, query, merge });
  const secret = newSecret();
  const sealed = storableSecret(inventory, secret);
  const created = inventory.clock.now().getTime();
  await inventory.changeWebhooks(async (records) => {
    if ((await records.find(name)) !== undefined) throw failure('WEBHOOK_EXISTS', { name });
    const about = { name, url, query: query ?? null, merge: merge ? 1 : 0, secret: sealed };
    await records.add({ ...about, position, created, createdBy: inventory.actor });
  });
  return { ...(await showWebhook(inventory, name)), secret };
}

/** What is to be another; what is left out stays. */
export interface WebhookChanges {
  readonly url?: string | undefined;
  /** Null for everything. */
  readonly query?: string | null | undefined;
  readonly merge?: boolean | undefined;
}

/**
 * Gives a webhook another URL or query. It goes on from where it was.
 * @throws FORBIDDEN, WEBHOOK_UNKNOWN, WEBHOOK_URL_INVALID, WEBHOOK_ADDRESS_REFUSED, QUERY_INVALID
 */
export async function changeWebhook(inventory: Clusto, name: string, changes: WebhookChanges): Promise<Webhook> {
  await requireRight(inventory, 'admin');
  await inventory.changeWebhooks(async (records) => {
    const present = await records.find(name);
    if (present === undefined) throw failure('WEBHOOK_UNKNOWN', { name });
    const { query = present.query, merge = present.merge === 1 } = changes;
    const url = changes.url === undefined ? present.url : checkTarget(inventory, changes.url);
    // one whose query is not understood any more may still be given another URL
    if (query !== null && (query !== present.query || merge !== (present.merge === 1)))
      planQuery(query, inventory.registry, { merge });
    await records.change({ name, url, query, merge: merge ? 1 : 0 });
  });
  return showWebhook(inventory, name);
}

/** Sends nothing more for now; versions wait. @throws FORBIDDEN, WEBHOOK_UNKNOWN */
export async function pauseWebhook(inventory: Clusto, name: string, reason?: string): Promise<Webhook> {
  await findWebhook(inventory, name);
  await inventory.changeWebhooks((records) => records.pause(name, reason ?? `paused by ${inventory.actor}`));
  return showWebhook(inventory, name);
}

/** Sends again, at once, from where it was; also what is to be tried later. @throws FORBIDDEN, WEBHOOK_UNKNOWN */
export async function resumeWebhook(inventory: Clusto, name: string): Promise<Webhook> {
  await findWebhook(inventory, name);
  await inventory.changeWebhooks((records) => records.pause(name, null));
  return showWebhook(inventory, name);
}

/**
 * Gives a webhook another secret. Until the overlap is over messages are signed with both, so that a receiver may take its time.
 * @param overlap such as `1d`, which it is when it is left out
 * @throws FORBIDDEN, WEBHOOK_UNKNOWN, DURATION_INVALID, SECRET_KEY_INVALID
 */
export async function rotateWebhook(
  inventory: Clusto,
  name: string,
  { overlap = usualOverlap }: { readonly overlap?: string | undefined } = {},
): Promise<NewWebhook> {
  await findWebhook(inventory, name);
  const until = inventory.clock.now().getTime() + readDuration('overlap', overlap);
  const secret = newSecret();
  const sealed = storableSecret(inventory, secret);
  await inventory.changeWebhooks((records) => records.changeSecret(name, sealed, until));
  return { ...(await showWebhook(inventory, name)), secret };
}

/** Tells a target nothing more, and forgets what it did not take. @throws FORBIDDEN, WEBHOOK_UNKNOWN */
export async function deleteWebhook(inventory: Clusto, name: string): Promise<void> {
  await findWebhook(inventory, name);
  await inventory.changeWebhooks((records) => records.remove(name));
}
