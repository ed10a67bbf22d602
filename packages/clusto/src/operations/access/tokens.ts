import { failure } from '../../base/errors.ts';
import { timeAfter } from '../read-duration.ts';
import type { Clusto } from '../clusto.ts';
import { actionWords } from './action.ts';
import { requireRight } from './require-right.ts';
import { changeBy, showRole } from './roles.ts';
import { hashOf, newToken, readToken, tokenText } from './new-token.ts';

/** A token as it is shown: without its secret. */
export interface Token {
  /** What it is known by. */
  readonly id: string;
  /** With what it begins. */
  readonly prefix: string;
  readonly actor: string;
  readonly roles: readonly string[];
  readonly scopes: readonly string[];
  readonly note: string | null;
  readonly created: Date;
  readonly createdBy: string;
  readonly expires: Date | null;
  /** To the minute. */
  readonly lastUsed: Date | null;
  readonly revoked: Date | null;
  readonly revokedBy: string | null;
  readonly state: 'valid' | 'expired' | 'revoked';
}

/** A token with its secret, which is shown this one time. */
export interface NewToken extends Token {
  readonly token: string;
}

export interface TokenParams {
  /** Who the versions are written by. */
  readonly actor: string;
  readonly roles: readonly string[];
  /** To which actions it is limited, whatever the roles allow; reading is always among them. */
  readonly scopes?: readonly string[] | undefined;
  readonly note?: string | undefined;
  /** After how long it ends, such as `90d`; without end when it is left out. */
  readonly expires?: string | undefined;
}

type Record = Awaited<ReturnType<Clusto['access']['tokens']>>[number];

const words = (text: string): string[] => text.split(' ').filter((word) => word !== '');
const date = (time: number | null): Date | null => (time === null ? null : new Date(time));

function shown(record: Record, roles: readonly string[], now: number): Token {
  const { id, actor, scopes, note, created, createdBy, expires, lastUsed, revoked, revokedBy } = record;
  const isOver = expires !== null && expires <= now;
  return {
    id,
    prefix: `clusto_${id}`,
    actor,
    roles,
    scopes: words(scopes),
    note,
    created: new Date(created),
    createdBy,
    expires: date(expires),
    lastUsed: date(lastUsed),
    revoked: date(revoked),
    revokedBy,
    state: revoked !== null && revoked <= now ? 'revoked' : isOver ? 'expired' : 'valid',
  };
}

/** Every token, newest first, also those that are over. @throws FORBIDDEN */
export async function listTokens(inventory: Clusto): Promise<Token[]> {
  await requireRight(inventory, 'admin');
  const grants = (await inventory.access.grants()).filter(({ kind }) => kind === 'token');
  const roles = Map.groupBy(grants, ({ subject }) => subject);
  const now = inventory.clock.now().getTime();
  return (await inventory.access.tokens()).map((record) =>
    shown(
      record,
      (roles.get(record.id) ?? []).map(({ role }) => role),
      now,
    ),
  );
}

/** @param term the id, what the token begins with, or all of it @throws TOKEN_UNKNOWN, FORBIDDEN */
async function findToken(inventory: Clusto, term: string): Promise<Token> {
  // of a whole token its id: so one that was found somewhere can be ended
  const id = readToken(term)?.id ?? term.replace(/^clusto_/, '');
  const token = (await listTokens(inventory)).find((one) => one.id === id);
  // what was given may be a whole token, which no message repeats
  if (token === undefined) throw failure('TOKEN_UNKNOWN', { token: id.slice(0, 10) });
  return token;
}

/** @throws SCOPE_UNKNOWN */
function checkScopes(scopes: readonly string[]): void {
  const known = Object.keys(actionWords);
  for (const scope of scopes)
    if (!known.includes(scope)) throw failure('SCOPE_UNKNOWN', { scope, scopes: known.join(', ') });
}

type Records = Parameters<Parameters<Clusto['changeAccess']>[0]>[0];

/** @param also what is done in the same transaction */
async function makeToken(
  inventory: Clusto,
  { actor, roles, scopes = [], note, expires }: TokenParams,
  also: (records: Records) => Promise<void> = async () => undefined,
): Promise<NewToken> {
  await requireRight(inventory, 'admin');
  if (actor.trim() === '' || /\p{Cc}/u.test(actor))
    throw failure('ARGUMENT_INVALID', {
      argument: 'actor',
      expected: 'a name without control characters',
      value: actor,
    });
  checkScopes(scopes);
  for (const role of roles) await showRole(inventory, role);
  const end = expires === undefined ? null : timeAfter(inventory.clock.now(), 'the life of a token', expires).getTime();
  const parts = newToken();
  const { id, secret } = parts;
  const change = changeBy(inventory);
  await inventory.changeAccess(async (records) => {
    const text = { id, actor, scopes: scopes.join(' '), note: note ?? null, expires: end };
    await records.putToken(text, hashOf(secret), change);
    for (const role of roles) await records.putGrant(role, { kind: 'token', subject: id }, change);
    await also(records);
  });
  return { ...(await findToken(inventory, id)), token: tokenText(parts) };
}

/**
 * Makes a token. Its secret is in the answer, and nowhere else.
 * @throws ROLE_UNKNOWN, SCOPE_UNKNOWN, DURATION_INVALID, ARGUMENT_INVALID, FORBIDDEN
 */
export function createToken(inventory: Clusto, params: TokenParams): Promise<NewToken> {
  return makeToken(inventory, params);
}

/** Ends a token at once. One that is over stays as it is. @throws TOKEN_UNKNOWN, FORBIDDEN */
export async function revokeToken(inventory: Clusto, term: string): Promise<Token> {
  const { id } = await findToken(inventory, term);
  await inventory.changeAccess((records) => records.revokeToken(id, changeBy(inventory)));
  return findToken(inventory, id);
}

export interface RotateParams {
  /** For how long the old one is still good, such as `1h`; not at all when it is left out. */
  readonly overlap?: string | undefined;
  /** After how long the new one ends; as long after now as the old one was meant to live when it is left out. */
  readonly expires?: string | undefined;
}

/**
 * Makes a token like another, which then ends: at once, or after an overlap in which both are good.
 * @throws TOKEN_UNKNOWN, TOKEN_EXPIRED, DURATION_INVALID, FORBIDDEN
 */
export async function rotateToken(
  inventory: Clusto,
  term: string,
  { overlap, expires }: RotateParams = {},
): Promise<NewToken> {
  const old = await findToken(inventory, term);
  if (old.state !== 'valid') throw failure('TOKEN_EXPIRED', { token: old.id, state: old.state });
  const life = old.expires === null ? undefined : `${old.expires.getTime() - old.created.getTime()}ms`;
  const { actor, roles, scopes, note } = old;
  const now = inventory.clock.now();
  const end = overlap === undefined ? undefined : timeAfter(now, 'the overlap', overlap).getTime();
  const params = { actor, roles, scopes, note: note ?? undefined, expires: expires ?? life };
  return makeToken(inventory, params, (records) =>
    end === undefined ? records.revokeToken(old.id, changeBy(inventory)) : records.expireToken(old.id, end),
  );
}
