import { Readable } from 'node:stream';
import { createHash, randomUUID } from 'node:crypto';
import { type Endpoint } from '../../api/endpoint.ts';
import { answerOnce, answerOutside, type KeptAnswer, type Repeatable } from '../../operations/answers/repeatable.ts';
import { type Clusto } from '../../operations/clusto.ts';
import { writeVersion } from '../../operations/write-version.ts';
import { type AnswerCache, type ReadyAnswer } from './answer-cache.ts';
import { answerLater, type Patience } from './answer-later.ts';
import { type RequestParts } from './check-request.ts';
import { type Cursors, type Position } from './cursor.ts';
import { isKnown, requireState, requireTag, tagOfEntity, tagOfVersion } from './entity-tag.ts';
import { jsonOf } from './json-of.ts';
import { type Answer, type Call, type Handler, type ServerState, type Thing } from './handler.ts';
import { patienceOf } from './patience-of.ts';
import { readView } from './read-view.ts';
import { type Replica } from './replica.ts';
import { invalidRequest } from './request-fault.ts';
import { type WorkInProgress } from './work-in-progress.ts';

/** A request whose caller is known and whose parts are what the contract says. */
export interface Checked extends RequestParts {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The address that is asked for, with its query. */
  readonly url: string;
  /** The inventory as far as it is the caller's. */
  readonly inventory: Clusto;
  /** The latest version. */
  readonly latest: () => Promise<number>;
  /** What was answered before, where anything is kept. */
  readonly answers: ReturnType<AnswerCache['of']>;
  readonly cursors: Cursors;
  readonly server: ServerState;
  /** Out of which reads are answered, where there is one. */
  readonly replica: Replica | undefined;
  /** Aborted when the client is gone. */
  readonly signal: AbortSignal;
  readonly work: WorkInProgress;
  /** What becomes of an answer that the client did not wait for. */
  readonly later: Omit<Patience, 'milliseconds'>;
}

/** The parameters that endpoints have in common. */
interface CommonQuery {
  readonly at?: string;
  readonly cursor?: string;
  readonly message?: string;
  readonly dryRun?: boolean;
}

const headerOf = (headers: Checked['headers'], name: string): string | undefined => {
  const value = headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
};

const lastChange = (inventory: Clusto, { id }: Thing): Promise<number> => inventory.reader.changes.lastOf(id);

/** Which entities somebody sees, as text; undefined for all. */
function sightOf({ holder }: Clusto): string | undefined {
  const sight = holder?.rights.sight;
  return sight === undefined ? undefined : jsonOf(sight);
}

/** Whether it is about the server, and not about what is in the inventory. */
const isAboutServer = ({ access }: Endpoint): boolean => access === 'open' || access === 'admin';

/** An answer as it is sent, or as it is made. */
type ServedAnswer = Omit<ReadyAnswer, 'text'> & { readonly text?: string | Readable };

/** An answer as it is sent. */
function readyOf({ media }: Endpoint, { status, headers, body }: KeptAnswer): ReadyAnswer {
  if (body === undefined) return { status, headers };
  const type = { 'content-type': media ?? 'application/json', ...headers };
  return { status, headers: type, text: media !== undefined && typeof body === 'string' ? body : jsonOf(body) };
}

async function serveRead(
  name: string,
  endpoint: Endpoint,
  handler: Handler<Endpoint>,
  asked: Checked,
): Promise<ReadyAnswer> {
  const { at, cursor, ...query } = asked.query as CommonQuery & Record<string, unknown>;
  const { inventory } = asked;
  const parameters = { ...(asked.params as object), ...query, ...(at === undefined ? {} : { at }) };
  const position = cursor === undefined ? undefined : asked.cursors.read(name, parameters, cursor);
  const isTimely = endpoint.isTimely === true;
  const known = isTimely ? undefined : headerOf(asked.headers, 'if-none-match');
  const wanted = { at, position, known, atLeast: headerOf(asked.headers, 'clusto-at-least') };
  // by its version a replica would not know whether it has what is no version
  const { view, version } = await readView(asked, endpoint, wanted, isTimely ? undefined : asked.replica);
  const common = { 'clusto-version': String(version) };
  const unchanged = (etag: string): ReadyAnswer => ({ status: 304, headers: { ...common, etag } });
  const sight = sightOf(inventory);
  const whole = tagOfVersion(version, sight);
  if (endpoint.isAboutEntity !== true && isKnown(known, whole)) return unchanged(whole);
  const accept = headerOf(asked.headers, 'accept') ?? '';
  const answers = isTimely || endpoint.method !== 'GET' ? undefined : asked.answers;
  // the whole of what is seen, as the tag has a short digest of it, and nobody may be shown an answer to somebody else
  const key = `${version} ${sight ?? ''} ${asked.url} ${accept}`;
  const ready = answers?.get(key);
  if (ready !== undefined) {
    const { etag = '' } = ready.headers;
    return isKnown(known, etag) ? unchanged(etag) : ready;
  }
  const call = {
    inventory: view,
    present: inventory,
    version,
    params: asked.params,
    query: asked.query,
    body: asked.body,
    after: position?.after,
    cursorFor: (after: Position['after'] | null) =>
      after === null ? null : asked.cursors.write(name, parameters, { version, after }),
    cursors: asked.cursors,
    accept,
    requireState: async () => {},
    requireTag: () => {},
    server: asked.server,
    signal: asked.signal,
    message: undefined,
  } satisfies Record<keyof Call, unknown> as Call;
  const { body, entity, isWide = false, status = endpoint.status, media } = await handler(call);
  const shown = isWide ? version : undefined;
  const etag = entity === undefined ? whole : tagOfEntity(await lastChange(view, entity), shown, sight);
  if (isKnown(known, etag)) return unchanged(etag);
  const headers = {
    ...common,
    ...(isTimely ? {} : { etag }),
    ...(media === undefined ? {} : { 'content-type': media }),
  };
  const answer = readyOf(endpoint, { status, headers, body });
  answers?.set(key, answer);
  return answer;
}

/** A call that is about no version in particular: a write, or what the server says of itself. */
function callOfPresent({ inventory, params, query, body, headers, server, cursors, signal }: Checked): Call {
  const condition = headerOf(headers, 'if-match');
  return {
    inventory,
    present: inventory,
    version: 0,
    params,
    query,
    body,
    after: undefined,
    cursorFor: () => null,
    cursors,
    accept: headerOf(headers, 'accept') ?? '',
    requireState: async (thing: Thing) => {
      requireState(condition, thing.name, await lastChange(inventory, thing));
    },
    requireTag: (what: string, tag: string) => requireTag(condition, what, tag),
    server,
    signal,
    message: (query as CommonQuery).message,
  } satisfies Record<keyof Call, unknown> as Call;
}

/** What the version says of itself that a request makes. */
function noteOf({ query }: Checked): { readonly source: string; readonly message?: string } {
  const { message } = query as CommonQuery;
  return { source: 'http', ...(message === undefined ? {} : { message }) };
}

function serveWrite(endpoint: Endpoint, handler: Handler<Endpoint>, asked: Checked): Promise<KeptAnswer> {
  const { dryRun = false } = asked.query as CommonQuery;
  const { inventory } = asked;
  const tell = async (answer: Answer, version: number): Promise<KeptAnswer> => {
    const { body, entity, isWide = false, status = endpoint.status } = answer;
    const isShown = entity !== undefined && status !== 204 && !dryRun;
    const [shown, sight] = [isWide ? version : undefined, sightOf(inventory)];
    const etag = isShown ? tagOfEntity(await lastChange(inventory, entity), shown, sight) : undefined;
    return {
      status: dryRun && status === 201 ? 200 : status,
      headers: {
        'clusto-version': String(version),
        ...(etag === undefined ? {} : { etag }),
        ...(dryRun ? { 'clusto-dry-run': 'true' } : {}),
      },
      body,
    };
  };
  const call = callOfPresent(asked);
  return writeVersion(inventory, noteOf(asked), dryRun, () => handler(call), tell);
}

/** Work that reaches out of the database makes its versions itself. */
async function serveOutside(endpoint: Endpoint, handler: Handler<Endpoint>, asked: Checked): Promise<KeptAnswer> {
  const { body, status = endpoint.status } = await handler(callOfPresent(asked));
  return { status, headers: { 'clusto-version': String(await asked.inventory.version()) }, body };
}

/** What the server says of itself needs no database. */
async function serveItself(endpoint: Endpoint, handler: Handler<Endpoint>, asked: Checked): Promise<KeptAnswer> {
  const { body, tag, status = endpoint.status } = await handler(callOfPresent(asked));
  return { status, headers: tag === undefined ? {} : { etag: tag }, body };
}

/** What is written of the server itself: a transaction as of any other write, and no version. */
function serveAdministration(endpoint: Endpoint, handler: Handler<Endpoint>, asked: Checked): Promise<KeptAnswer> {
  const { dryRun = false } = asked.query as CommonQuery;
  const call = callOfPresent(asked);
  const tell = async ({ status = endpoint.status, tag, ...answer }: Answer): Promise<KeptAnswer> => ({
    status: dryRun && status === 201 ? 200 : status,
    headers: { ...(tag === undefined ? {} : { etag: tag }), ...(dryRun ? { 'clusto-dry-run': 'true' } : {}) },
    body: dryRun && 'lasting' in answer ? answer.lasting : answer.body,
    ...('lasting' in answer ? { lasting: answer.lasting } : {}),
  });
  return writeVersion(asked.inventory, noteOf(asked), dryRun, () => handler(call), tell);
}

/** The key by which a request may be sent again, if it has one. @param own a key for one that has none @throws REQUEST_INVALID */
function repeatable(
  name: string,
  { headers, inventory, params, query, body }: Checked,
  own: string | undefined,
): Repeatable | undefined {
  const key = headerOf(headers, 'idempotency-key') ?? own;
  if (key === undefined) return undefined;
  if (!/^[\x20-\x7e]{1,255}$/.test(key))
    throw invalidRequest('the Idempotency-Key has 1 to 255 characters of ASCII', [
      { in: 'header', pointer: 'idempotency-key', detail: 'has 1 to 255 characters of ASCII' },
    ]);
  const request = createHash('sha256')
    .update(JSON.stringify([name, params, query, body, headers['if-match']]))
    .digest('base64url');
  return { actor: inventory.actor, key, request };
}

/** A write, which is done once however often it is sent with its key. */
function serveChange(
  name: string,
  endpoint: Endpoint,
  handler: Handler<Endpoint>,
  asked: Checked,
): Promise<KeptAnswer> {
  const isOutside = endpoint.isOutside === true;
  const inside = isAboutServer(endpoint) ? serveAdministration : serveWrite;
  const serve = (signal = asked.signal): Promise<KeptAnswer> =>
    (isOutside ? serveOutside : inside)(endpoint, handler, { ...asked, signal });
  const { inventory, work } = asked;
  const milliseconds = isOutside ? patienceOf(headerOf(asked.headers, 'prefer')) : undefined;
  const again = repeatable(name, asked, milliseconds === undefined ? undefined : randomUUID());
  if (again === undefined || (asked.query as CommonQuery).dryRun === true) return serve();
  // who has a key comes again for the answer, so the work goes on without them
  const toTheEnd = (stop?: AbortSignal): Promise<KeptAnswer> =>
    serve(stop === undefined ? work.signal : AbortSignal.any([work.signal, stop]));
  if (!isOutside) return work.follow(answerOnce(inventory, noteOf(asked), again, () => toTheEnd()));
  const begin = (problem?: (error: unknown) => KeptAnswer | undefined): Promise<KeptAnswer> =>
    work.follow(answerOutside(inventory, again, toTheEnd, problem));
  return milliseconds === undefined ? begin() : answerLater(again.key, begin, { ...asked.later, milliseconds });
}

/**
 * Answers a request of an endpoint.
 * @throws what the handler throws, CURSOR_INVALID, CONDITION_MISSING, CONDITION_FAILED, KEY_OF_ANOTHER, KEY_IN_USE
 */
export async function serveEndpoint(
  name: string,
  endpoint: Endpoint,
  handler: Handler<Endpoint>,
  asked: Checked,
): Promise<ServedAnswer> {
  if (!endpoint.isWrite && !isAboutServer(endpoint)) return serveRead(name, endpoint, handler, asked);
  const answer = await (endpoint.isWrite
    ? serveChange(name, endpoint, handler, asked)
    : serveItself(endpoint, handler, asked));
  if (!(answer.body instanceof Readable)) return readyOf(endpoint, answer);
  return { status: answer.status, headers: { 'content-type': endpoint.media ?? '' }, text: answer.body };
}
