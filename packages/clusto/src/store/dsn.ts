import { type ClustoException, failure } from '../base/errors.ts';

/** A database address, understood. */
export type Dsn =
  | { readonly kind: 'sqlite'; readonly path: string; readonly label: string }
  | { readonly kind: 'memory'; readonly label: string }
  | { readonly kind: 'postgres'; readonly url: string; readonly label: string };

const form = 'write sqlite:/path/to/file, sqlite::memory:, or postgres://user@host/database';

/** The address without what may be a password. */
const shown = (dsn: string): string => dsn.replace(/\/\/[^@]*@/, '//***@');

const invalid = (dsn: string): ClustoException => failure('DSN_INVALID', { dsn: shown(dsn), reason: form });

function parseSqlite(dsn: string, rest: string): Dsn {
  if (/^(\/\/\/?)?:memory:$/.test(rest)) return { kind: 'memory', label: 'sqlite::memory:' };
  // sqlite:/abs and sqlite:rel, and what other programs write: sqlite:///abs, sqlite:////abs
  const path = rest.replace(/^\/{2,3}(?=\/)/, '');
  if (path === '' || path.startsWith('//') || path.includes('\0')) throw invalid(dsn);
  return { kind: 'sqlite', path, label: `sqlite:${path}` };
}

function parsePostgres(dsn: string): Dsn {
  if (!URL.canParse(dsn)) throw invalid(dsn);
  const label = new URL(dsn);
  if (label.password !== '') label.password = '***';
  if (label.searchParams.has('password')) label.searchParams.set('password', '***');
  return { kind: 'postgres', url: dsn, label: label.href };
}

/**
 * Understands `sqlite:PATH`, `sqlite:///PATH`, `sqlite::memory:` (a database of its own that vanishes with the
 * connection) and `postgres://…` or `postgresql://…`.
 * @throws DSN_INVALID; REMOTE_UNSUPPORTED for the address of a server
 */
export function parseDsn(dsn: string): Dsn {
  if (typeof dsn !== 'string') throw failure('DSN_INVALID', { dsn, reason: form });
  const scheme = /^([A-Za-z][A-Za-z0-9+]*):/.exec(dsn)?.[1]?.toLowerCase();
  if (scheme === 'sqlite') return parseSqlite(dsn, dsn.slice(dsn.indexOf(':') + 1));
  if (scheme === 'postgres' || scheme === 'postgresql') return parsePostgres(dsn);
  if (scheme === 'http' || scheme === 'https')
    throw failure('REMOTE_UNSUPPORTED', { server: shown(dsn), what: 'this' });
  throw invalid(dsn);
}
