import type * as netSnmp from 'net-snmp';
import type { Session, Varbind } from 'net-snmp';
import { failure } from '../../base/errors.ts';
import { snmpEndpoint, type SnmpTarget, type SnmpUser } from './snmp-target.ts';

type NetSnmp = typeof netSnmp;

/** What an agent keeps at an OID: numbers as numbers, an OID as its text, everything else as bytes. */
export type SnmpValue = number | string | Buffer;

export interface SnmpEntry {
  readonly oid: string;
  readonly value: SnmpValue;
}

export interface SnmpSetOptions {
  /** Never sends the question twice, for what must not happen twice. */
  readonly once?: boolean | undefined;
}

function openSession(snmp: NetSnmp, target: SnmpTarget, retries: number): Session {
  const { address, port = 161, timeout = 2000, login } = target;
  // every try waits equally long, so that the limit is timeout times tries
  const options = { port, timeout, retries, backoff: 1, transport: address.includes(':') ? 'udp6' : 'udp4' } as const;
  if (login.version === 3) return snmp.createV3Session(address, v3User(snmp, login), options);
  return snmp.createSession(address, login.community, { ...options, version: login.version === 1 ? 0 : 1 });
}

/** The user as net-snmp takes it. */
export function v3User(snmp: NetSnmp, login: SnmpUser): Parameters<NetSnmp['createV3Session']>[1] {
  const { user: name, authPassword, authProtocol = 'sha', privPassword, privProtocol = 'aes' } = login;
  const { SecurityLevel, AuthProtocols, PrivProtocols } = snmp;
  if (authPassword === undefined) return { name, level: SecurityLevel.noAuthNoPriv };
  const auth = { authProtocol: AuthProtocols[authProtocol], authKey: authPassword };
  if (privPassword === undefined) return { name, level: SecurityLevel.authNoPriv, ...auth };
  const privacy = { privProtocol: PrivProtocols[privProtocol], privKey: privPassword };
  return { name, level: SecurityLevel.authPriv, ...auth, ...privacy };
}

/** Questions to one SNMP agent, each with a time limit. To be disposed of. */
export class SnmpSession implements Disposable {
  readonly #snmp: NetSnmp;
  readonly #target: SnmpTarget;
  readonly #signal: AbortSignal | undefined;
  readonly #open = new Set<Session>();

  private constructor(snmp: NetSnmp, target: SnmpTarget, signal: AbortSignal | undefined) {
    [this.#snmp, this.#target, this.#signal] = [snmp, target, signal];
  }

  /** Makes ready to ask; nothing is sent yet. */
  static async create(target: SnmpTarget, signal?: AbortSignal): Promise<SnmpSession> {
    return new SnmpSession(await import('net-snmp'), target, signal);
  }

  /** `pwr1 (10.0.0.5:161)` */
  get #agent(): string {
    return `${this.#target.name} (${snmpEndpoint(this.#target)})`;
  }

  /**
   * What is kept at an OID.
   * @returns undefined where the agent has nothing there
   * @throws SNMP_NO_ANSWER, SNMP_LOGIN_REFUSED, SNMP_REFUSED, INTERRUPTED
   */
  async get(oid: string): Promise<SnmpValue | undefined> {
    try {
      const [varbind] = await this.#ask(`reading ${oid}`, (session, done) => void session.get([oid], done));
      return varbind === undefined || this.#snmp.isVarbindError(varbind) ? undefined : valueOf(varbind);
    } catch (error) {
      // how version 1 says that there is nothing
      if (statusOf(this.#snmp, error) === 'NoSuchName') return undefined;
      throw this.#failure(error, `read ${oid}`);
    }
  }

  /**
   * Sets an integer.
   * @returns what the agent says that it is now
   * @throws SNMP_NO_ANSWER (it may have been set all the same), SNMP_LOGIN_REFUSED, SNMP_REFUSED, INTERRUPTED
   */
  async set(oid: string, value: number, { once = false }: SnmpSetOptions = {}): Promise<SnmpValue | undefined> {
    const varbinds = [{ oid, type: this.#snmp.ObjectType.Integer, value }];
    try {
      const send = (session: Session, done: Done): void => void session.set(varbinds, done);
      const [varbind] = await this.#ask(`setting ${oid}`, send, once ? 0 : undefined);
      if (varbind === undefined || !this.#snmp.isVarbindError(varbind)) return varbind && valueOf(varbind);
      throw failure('SNMP_REFUSED', {
        agent: this.#agent,
        action: `set ${oid} to ${value}`,
        reason: 'there is no such object',
      });
    } catch (error) {
      throw this.#failure(error, `set ${oid} to ${value}`);
    }
  }

  /** Everything below an OID, in the order of the agent. @throws as `get` */
  async walk(oid: string): Promise<SnmpEntry[]> {
    const entries: SnmpEntry[] = [];
    const feed = (varbinds: Varbind | Varbind[]): void => {
      for (const varbind of [varbinds].flat())
        if (!this.#snmp.isVarbindError(varbind)) entries.push({ oid: varbind.oid, value: valueOf(varbind) });
    };
    try {
      await this.#ask(`reading ${oid}`, (session, done) => void session.subtree(oid, 20, feed, (error) => done(error)));
      return entries;
    } catch (error) {
      throw this.#failure(error, `read ${oid}`);
    }
  }

  async #ask(
    doing: string,
    send: (session: Session, done: Done) => void,
    retries: number = this.#target.retries ?? 1,
  ): Promise<Varbind[]> {
    const interrupted = failure('INTERRUPTED', { action: `${doing} of ${this.#target.name}` });
    if (this.#signal?.aborted === true) throw interrupted;
    const session = openSession(this.#snmp, this.#target, retries);
    const { promise, resolve, reject } = Promise.withResolvers<Varbind[]>();
    const cancel = (): void => reject(interrupted);
    this.#signal?.addEventListener('abort', cancel, { once: true });
    this.#open.add(session);
    // a name that cannot be resolved, a network that is not there
    session.on('error', reject);
    send(session, (error, varbinds = []) => (error ? reject(error) : resolve(varbinds)));
    try {
      return await promise;
    } finally {
      this.#signal?.removeEventListener('abort', cancel);
      this.#open.delete(session);
      session.close();
    }
  }

  #failure(error: unknown, action: string): Error {
    const { name = '', message = '' } = error instanceof Error ? error : {};
    const { timeout = 2000, retries = 1 } = this.#target;
    if (name === 'RequestTimedOutError')
      return failure(
        'SNMP_NO_ANSWER',
        { agent: this.#agent, action, seconds: (timeout * (retries + 1)) / 1000 },
        error,
      );
    if (name === 'ResponseInvalidError')
      return failure('SNMP_LOGIN_REFUSED', { agent: this.#agent, reason: message }, error);
    const status = statusOf(this.#snmp, error);
    if (status !== undefined) return failure('SNMP_REFUSED', { agent: this.#agent, action, reason: status }, error);
    if (error instanceof Error && 'code' in error && 'syscall' in error)
      return failure('SNMP_UNREACHABLE', { agent: this.#agent, reason: message }, error);
    return error as Error;
  }

  [Symbol.dispose](): void {
    for (const session of this.#open) session.close();
  }
}

type Done = (error: Error | null | undefined, varbinds?: Varbind[]) => void;

/** The word of RFC 3416 for why an agent refused: `NotWritable`. */
function statusOf(snmp: NetSnmp, error: unknown): string | undefined {
  if (!(error instanceof Error) || error.name !== 'RequestFailedError' || !('status' in error)) return undefined;
  return snmp.ErrorStatus[error.status as number] ?? String(error.status);
}

function valueOf({ value }: Varbind): SnmpValue {
  if (typeof value === 'number' || typeof value === 'string' || Buffer.isBuffer(value)) return value;
  return typeof value === 'bigint' ? Number(value) : String(value);
}
