import { type Endpoint } from '../../api/endpoint.ts';
import { type Clusto } from '../../operations/clusto.ts';
import { lastChange } from '../../operations/documents/last-change.ts';
import { writeVersion } from '../../operations/write-version.ts';
import { type Caller } from './caller.ts';
import { type RequestParts } from './check-request.ts';
import { type Cursors, type Position } from './cursor.ts';
import { isKnown, requireState, tagOfEntity, tagOfVersion } from './entity-tag.ts';
import { type Answer, type Call, type Handler, type Thing } from './handler.ts';

/** A request whose caller is known and whose parts are what the contract says. */
export interface Checked extends RequestParts {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly caller: Caller;
  readonly cursors: Cursors;
}

/** What goes to the caller. */
export interface Served {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
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

const viewAt = (inventory: Clusto, at: string): Clusto => inventory.at(/^\d+$/.test(at) ? Number(at) : at);

async function serveRead(
  name: string,
  endpoint: Endpoint,
  handler: Handler<Endpoint>,
  asked: Checked,
): Promise<Served> {
  const { at, cursor, ...query } = asked.query as CommonQuery & Record<string, unknown>;
  const { inventory } = asked.caller;
  const parameters = { ...(asked.params as object), ...query, ...(at === undefined ? {} : { at }) };
  const position = cursor === undefined ? undefined : asked.cursors.read(name, parameters, cursor);
  const view = position
    ? inventory.at(position.version)
    : at === undefined
      ? inventory.snapshot()
      : viewAt(inventory, at);
  const version = position?.version ?? (await view.version());
  const known = headerOf(asked.headers, 'if-none-match');
  const common = { 'clusto-version': String(version) };
  const unchanged = (etag: string): Served => ({ status: 304, headers: { ...common, etag } });
  const call = {
    inventory: view,
    version,
    params: asked.params,
    query: asked.query,
    body: undefined,
    after: position?.after,
    cursorFor: (after: Position['after'] | null) =>
      after === null ? null : asked.cursors.write(name, parameters, { version, after }),
    requireState: async () => {},
  } satisfies Record<keyof Call, unknown> as Call;
  if (endpoint.isAboutEntity !== true && isKnown(known, tagOfVersion(version))) return unchanged(tagOfVersion(version));
  const { body, entity, isWide = false, status = endpoint.status } = await handler(call);
  const etag =
    entity === undefined
      ? tagOfVersion(version)
      : tagOfEntity(await lastChange(inventory, entity, version), isWide ? version : undefined);
  if (isKnown(known, etag)) return unchanged(etag);
  return { status, headers: { ...common, etag }, body };
}

async function serveWrite(endpoint: Endpoint, handler: Handler<Endpoint>, asked: Checked): Promise<Served> {
  const { message, dryRun = false } = asked.query as CommonQuery;
  const { inventory, actor } = asked.caller;
  const condition = headerOf(asked.headers, 'if-match');
  const call = {
    inventory,
    params: asked.params,
    query: asked.query,
    body: asked.body,
    after: undefined,
    cursorFor: () => null,
    requireState: async (thing: Thing) => {
      requireState(condition, thing.name, await lastChange(inventory, thing));
    },
  } satisfies Record<Exclude<keyof Call, 'version'>, unknown> as unknown as Call;
  const { result, version } = await writeVersion(
    inventory,
    { actor, message, source: 'http' },
    () => handler(call),
    dryRun,
  );
  const { body, entity, isWide = false, status = endpoint.status }: Answer = result;
  const change = entity === undefined || status === 204 ? undefined : await lastChange(inventory, entity, version);
  return {
    status: dryRun && status === 201 ? 200 : status,
    headers: {
      'clusto-version': String(version),
      ...(change === undefined || change === 0 ? {} : { etag: tagOfEntity(change, isWide ? version : undefined) }),
      ...(dryRun ? { 'clusto-dry-run': 'true' } : {}),
    },
    body,
  };
}

/** Answers a request of an endpoint. @throws what the handler throws, CURSOR_INVALID, CONDITION_MISSING, CONDITION_FAILED */
export function serveEndpoint(
  name: string,
  endpoint: Endpoint,
  handler: Handler<Endpoint>,
  asked: Checked,
): Promise<Served> {
  return endpoint.isWrite ? serveWrite(endpoint, handler, asked) : serveRead(name, endpoint, handler, asked);
}
