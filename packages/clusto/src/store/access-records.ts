import { randomBytes } from 'node:crypto';
import type { Connection, Dialect, SqlValue } from './dialect.ts';

/** A role with its rules, one in each line. Times are milliseconds since 1970. */
export interface RoleRecord {
  readonly name: string;
  readonly rules: string;
  readonly changed: number;
  readonly changedBy: string;
}

/** A token without its secret. Times are milliseconds since 1970. */
export interface TokenRecord {
  /** What it is known by, and begins with. */
  readonly id: string;
  /** Who the versions are written by. */
  readonly actor: string;
  /** Words for actions, separated by spaces; none where it is not limited. */
  readonly scopes: string;
  readonly note: string | null;
  readonly created: number;
  readonly createdBy: string;
  readonly expires: number | null;
  readonly lastUsed: number | null;
  readonly revoked: number | null;
  readonly revokedBy: string | null;
}

/** What a role is granted to. */
export type SubjectKind = 'token' | 'subject' | 'group' | 'certificate';

export interface Subject {
  readonly kind: SubjectKind;
  /** The id of a token, what an identity provider calls a person or a group, or a name in a certificate. */
  readonly subject: string;
}

export interface GrantRecord extends Subject {
  readonly role: string;
  readonly granted: number;
  readonly grantedBy: string;
}

/** Who changes something, and when. */
export interface Change {
  readonly by: string;
  readonly time: number;
}

const token = `id, actor, scopes, note, created, created_by as "createdBy", expires, last_used as "lastUsed", revoked, revoked_by as "revokedBy"`;
const grant = `role, kind, subject, granted, granted_by as "grantedBy"`;

/** Roles, tokens and grants: who may do what. They have no history, and writing them is no version. */
export class AccessRecords {
  readonly #connection: Connection;
  readonly #dialect: Dialect;

  constructor(connection: Connection, dialect: Dialect) {
    this.#connection = connection;
    this.#dialect = dialect;
  }

  /** Another after each change of roles, grants and tokens: who remembers what somebody may do looks at it again then. */
  async stamp(): Promise<string> {
    const text = `select bytes from server_keys where name = 'access'`;
    const [row] = await this.#connection.all<{ bytes: Buffer }>(text, []);
    return Buffer.from(row?.bytes ?? []).toString('base64url');
  }

  /** @returns how many rows were changed */
  async #change(text: string, values: readonly SqlValue[]): Promise<number> {
    const changed = await this.#connection.run(text, values);
    const stamp = `insert into server_keys (name, bytes) values ('access', $1)
      on conflict (name) do update set bytes = excluded.bytes`;
    await this.#connection.run(stamp, [randomBytes(16)]);
    return changed;
  }

  // ---- roles

  /** By name; all when none are named. */
  roles(names?: readonly string[]): Promise<RoleRecord[]> {
    const some = names === undefined ? '' : `where ${this.#dialect.anyOf('name', '$1', 'text')}`;
    const text = `select name, rules, changed, changed_by as "changedBy" from access_roles ${some} order by name`;
    return this.#connection.all<RoleRecord>(text, names === undefined ? [] : [names]);
  }

  /** Writes a role, in place of one of the same name. */
  async putRole(name: string, rules: string, { by, time }: Change): Promise<void> {
    const text = `insert into access_roles (name, rules, changed, changed_by) values ($1, $2, $3, $4)
      on conflict (name) do update set rules = excluded.rules, changed = excluded.changed, changed_by = excluded.changed_by`;
    await this.#change(text, [name, rules, time, by]);
  }

  /** Takes a role away with all its grants. @returns whether there was one */
  async deleteRole(name: string): Promise<boolean> {
    await this.#change('delete from access_grants where role = $1', [name]);
    return (await this.#change('delete from access_roles where name = $1', [name])) === 1;
  }

  // ---- grants

  /** Of a role; all when none is named. */
  grants(role?: string): Promise<GrantRecord[]> {
    const text = `select ${grant} from access_grants ${role === undefined ? '' : 'where role = $1'} order by role, kind, subject`;
    return this.#connection.all<GrantRecord>(text, role === undefined ? [] : [role]);
  }

  /** The roles that are granted to any of these, each once. */
  async rolesOf(kind: SubjectKind, subjects: readonly string[]): Promise<string[]> {
    const text = `select distinct role from access_grants where kind = $1 and ${this.#dialect.anyOf('subject', '$2', 'text')} order by role`;
    return (await this.#connection.all<{ role: string }>(text, [kind, subjects])).map(({ role }) => role);
  }

  async putGrant(role: string, { kind, subject }: Subject, { by, time }: Change): Promise<void> {
    const text = `insert into access_grants (role, kind, subject, granted, granted_by) values ($1, $2, $3, $4, $5) on conflict do nothing`;
    await this.#change(text, [role, kind, subject, time, by]);
  }

  /** @returns whether it was granted */
  async deleteGrant(role: string, { kind, subject }: Subject): Promise<boolean> {
    const text = 'delete from access_grants where role = $1 and kind = $2 and subject = $3';
    return (await this.#change(text, [role, kind, subject])) === 1;
  }

  // ---- tokens

  /** Newest first. */
  tokens(): Promise<TokenRecord[]> {
    return this.#connection.all<TokenRecord>(`select ${token} from access_tokens order by created desc, id`, []);
  }

  /** A token, with the hash of its secret: for who compares it, and for nobody else. */
  async token(id: string): Promise<(TokenRecord & { readonly hash: Buffer }) | undefined> {
    const text = `select ${token}, hash from access_tokens where id = $1`;
    return (await this.#connection.all<TokenRecord & { hash: Buffer }>(text, [id]))[0];
  }

  async putToken(
    { id, actor, scopes, note, expires }: Pick<TokenRecord, 'id' | 'actor' | 'scopes' | 'note' | 'expires'>,
    hash: Buffer,
    { by, time }: Change,
  ): Promise<void> {
    const text = `insert into access_tokens (id, hash, actor, scopes, note, created, created_by, expires) values ($1, $2, $3, $4, $5, $6, $7, $8)`;
    await this.#change(text, [id, hash, actor, scopes, note, time, by, expires]);
  }

  /** Ends a token from a time on. */
  async revokeToken(id: string, { by, time }: Change): Promise<void> {
    const text = 'update access_tokens set revoked = $2, revoked_by = $3 where id = $1 and revoked is null';
    await this.#change(text, [id, time, by]);
  }

  /** Lets a token end at a time, unless it ends before. */
  async expireToken(id: string, time: number): Promise<void> {
    const text = 'update access_tokens set expires = $2 where id = $1 and (expires is null or expires > $2)';
    await this.#change(text, [id, time]);
  }

  /** Notes that a token was used. */
  async noteUse(id: string, time: number): Promise<void> {
    await this.#connection.run('update access_tokens set last_used = $2 where id = $1', [id, time]);
  }
}
