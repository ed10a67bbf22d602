import { describe, expect, test } from 'vitest';
import { parseDsn } from './dsn.ts';

describe('a database address', () => {
  test.each([
    ['sqlite:/var/lib/clusto.db', '/var/lib/clusto.db'],
    ['sqlite:///var/lib/clusto.db', '/var/lib/clusto.db'],
    ['sqlite:////var/lib/clusto.db', '/var/lib/clusto.db'],
    ['sqlite:clusto.db', 'clusto.db'],
    ['sqlite:./a folder/ünï?#%20.db', './a folder/ünï?#%20.db'],
    ['SQLite:/x.db', '/x.db'],
  ])('%s is a file', (dsn, path) => {
    expect(parseDsn(dsn)).toEqual({ kind: 'sqlite', path, label: `sqlite:${path}` });
  });

  test.each(['sqlite::memory:', 'sqlite:///:memory:', 'sqlite://:memory:'])('%s is a database of its own', (dsn) => {
    expect(parseDsn(dsn)).toEqual({ kind: 'memory', label: 'sqlite::memory:' });
  });

  test.each([
    ['postgres://clusto@db/inventory', 'postgres://clusto@db/inventory'],
    ['postgresql://db:5433/inventory?sslmode=require', 'postgresql://db:5433/inventory?sslmode=require'],
    ['postgres://u:s3cret@db/i', 'postgres://u:***@db/i'],
    ['postgres://db/i?user=u&password=s3cret', 'postgres://db/i?user=u&password=***'],
    ['postgres://u:p%40ss@db/i', 'postgres://u:***@db/i'],
  ])('%s is a server, whose password is not shown', (dsn, label) => {
    expect(parseDsn(dsn)).toEqual({ kind: 'postgres', url: dsn, label });
  });

  test.each([
    '',
    'clusto.db',
    '/var/lib/clusto.db',
    'sqlite:',
    'sqlite://',
    'sqlite://host/file',
    'sqlite:a\0b',
    'mysql://db/inventory',
    'postgres://u:s3cret@db:port/i',
    'mysql://u:s3cret@db/i',
    undefined as unknown as string,
  ])('%j is none, and is refused without showing a password', (dsn) => {
    const attempt = (): unknown => parseDsn(dsn);
    expect(attempt).toThrow(expect.objectContaining({ code: 'DSN_INVALID', name: 'StoreException' }));
    expect(attempt).not.toThrow(/s3cret@/);
  });

  test.each(['http://db', 'https://u:s3cret@db'])('%s is no database, but a server of clusto', (dsn) => {
    const attempt = (): unknown => parseDsn(dsn);
    expect(attempt).toThrow(expect.objectContaining({ code: 'REMOTE_UNSUPPORTED' }));
    expect(attempt).not.toThrow(/s3cret@/);
  });
});
