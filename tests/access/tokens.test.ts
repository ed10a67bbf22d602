import { describe, expect, test, vi } from 'vitest';
import { authenticate } from '../../packages/clusto/src/operations/access/authenticate.ts';
import {
  grantRole,
  createRole,
  deleteRole,
  listRoles,
  revokeRole,
  setRole,
} from '../../packages/clusto/src/operations/access/roles.ts';
import {
  createToken,
  listTokens,
  revokeToken,
  rotateToken,
} from '../../packages/clusto/src/operations/access/tokens.ts';
import { rightsOfSubjects } from '../../packages/clusto/src/operations/access/rights-of-subjects.ts';
import { verifyToken } from '../../packages/clusto/src/operations/access/verify-token.ts';
import { whoAmI } from '../../packages/clusto/src/operations/access/who-am-i.ts';
import { databases } from '../support/databases.ts';
import { refusal } from '../support/refusal.ts';
import { runSql } from '../support/run-sql.ts';
import { useClusto } from '../support/use-clusto.ts';

const minute = 60_000;

describe.each(databases)('tokens and roles on $name', (kind) => {
  const site = useClusto(kind);
  const later = (milliseconds: number): void => site.clock.set(new Date(site.clock.now().getTime() + milliseconds));

  test('a token says who has it, until it ends', async () => {
    const { clusto } = site;
    const { token, id } = await createToken(clusto, {
      actor: 'ci',
      roles: ['operator'],
      scopes: ['attr'],
      expires: '1h',
    });
    const caller = {
      actor: 'ci',
      roles: ['operator'],
      scopes: ['attr'],
      via: 'token',
      token: id,
    };
    const until = clusto.clock.now().getTime() + 60 * minute;
    expect(await verifyToken(clusto, token)).toEqual({ ...caller, until });
    const limited = await clusto.as(await verifyToken(clusto, token));
    expect(limited.holder?.rights.mayAny('attr')).toBe(true);
    expect(limited.holder?.rights.mayAny('place')).toBe(false);
    expect(await whoAmI(limited)).toMatchObject(caller);
    later(61 * minute);
    expect(await refusal(verifyToken(clusto, token))).toBe('CREDENTIALS_INVALID');
    expect(await listTokens(clusto)).toMatchObject([{ id, state: 'expired' }]);
    expect(await refusal(rotateToken(clusto, id))).toBe('TOKEN_EXPIRED');
  });

  test('its secret is nowhere but with who has it', async () => {
    const { clusto, dsn } = site;
    const { token, prefix } = await createToken(clusto, { actor: 'ci', roles: ['reader'] });
    const secret = token.slice(prefix.length + 1);
    expect(Buffer.from(secret, 'base64url')).toHaveLength(32);
    const kept = JSON.stringify([await runSql(dsn, 'select * from access_tokens'), await listTokens(clusto)]);
    expect(kept).not.toContain(secret);
    for (const other of [
      `${prefix}_${'A'.repeat(43)}`,
      token.slice(0, -1),
      `${token}A`,
      '',
      `clusto_${'a'.repeat(10)}_${secret}`,
    ])
      expect(await refusal(verifyToken(clusto, other))).toBe('CREDENTIALS_INVALID');
  });

  test('one that is revoked is over at once, and one that is rotated when its overlap is', async () => {
    const { clusto } = site;
    const first = await createToken(clusto, { actor: 'ci', roles: ['reader'], note: 'builds', expires: '30d' });
    const second = await rotateToken(clusto, first.prefix, { overlap: '1h' });
    expect(second).toMatchObject({ actor: 'ci', roles: ['reader'], note: 'builds', state: 'valid' });
    expect(second.expires?.getTime()).toBe(site.clock.now().getTime() + 30 * 24 * 60 * minute);
    await verifyToken(clusto, first.token);
    later(59 * minute);
    await verifyToken(clusto, first.token);
    later(2 * minute);
    expect(await refusal(verifyToken(clusto, first.token))).toBe('CREDENTIALS_INVALID');
    await verifyToken(clusto, second.token);
    await revokeToken(clusto, second.id);
    expect(await refusal(verifyToken(clusto, second.token))).toBe('CREDENTIALS_INVALID');
    expect(await refusal(revokeToken(clusto, 'nothing'))).toBe('TOKEN_UNKNOWN');
  });

  test('that it was used is noted once a minute', async () => {
    const { clusto } = site;
    const { token } = await createToken(clusto, { actor: 'ci', roles: [] });
    const used = async (): Promise<Date | null | undefined> => (await listTokens(clusto))[0]?.lastUsed;
    const start = site.clock.now();
    await verifyToken(clusto, token);
    await vi.waitFor(async () => expect(await used()).toEqual(start));
    const change = vi.spyOn(clusto, 'changeAccess');
    later(minute / 2);
    await verifyToken(clusto, token);
    expect(change).not.toHaveBeenCalled();
    later(minute / 2);
    await verifyToken(clusto, token);
    expect(change).toHaveBeenCalledTimes(1);
    await vi.waitFor(async () => expect(await used()).toEqual(site.clock.now()));
    change.mockRestore();
  });

  test('roles are granted to whoever it may be, and looked up each time', async () => {
    const { clusto } = site;
    await createRole(clusto, 'web-team', 'write attr where pool = web');
    await grantRole(clusto, 'web-team', 'group:web');
    const { id } = await createToken(clusto, { actor: 'ci', roles: [] });
    await grantRole(clusto, 'web-team', `token:${id}`);
    const rights = await rightsOfSubjects(clusto, { subjects: ['group:web'] });
    expect([rights.mayAny('attr'), rights.mayAny('place'), rights.extent('read') !== 'all']).toEqual([
      true,
      false,
      true,
    ]);
    await setRole(clusto, 'web-team', 'read');
    expect((await rightsOfSubjects(clusto, { subjects: [`token:${id}`] })).mayAny('attr')).toBe(false);
    expect((await listRoles(clusto)).map(({ name }) => name)).toEqual(['reader', 'operator', 'admin', 'web-team']);
    expect(await refusal(deleteRole(clusto, 'web-team'))).toBe('ROLE_GRANTED');
    await revokeRole(clusto, 'web-team', 'group:web');
    expect(await refusal(revokeRole(clusto, 'web-team', 'group:web'))).toBe('GRANT_UNKNOWN');
    await deleteRole(clusto, 'web-team', true);
    expect((await listTokens(clusto))[0]?.roles).toEqual([]);
  });

  test('who has a certificate is whom it names', async () => {
    const { clusto } = site;
    await grantRole(clusto, 'operator', 'certificate:URI=spiffe://site/deploy');
    const certificate = { subject: { CN: 'deploy' }, subjectaltname: 'URI:spiffe://site/deploy' };
    expect(await authenticate(clusto, { certificate })).toMatchObject({
      actor: 'deploy',
      roles: ['operator'],
      via: 'certificate',
    });
    expect(await authenticate(clusto, { certificate: { subject: { CN: 'other' } } })).toMatchObject({ roles: [] });
    expect(await refusal(authenticate(clusto, { certificate: {} }))).toBe('CREDENTIALS_MISSING');
    expect(await refusal(authenticate(clusto, { bearer: 'x', certificate }))).toBe('CREDENTIALS_INVALID');
  });

  test('only who has the role admin changes them', async () => {
    const { clusto } = site;
    const operator = await clusto.as({ actor: 'op', roles: ['operator'], scopes: [], via: 'token' });
    const limited = await clusto.as({ actor: 'op', roles: ['admin'], scopes: ['write'], via: 'token' });
    for (const one of [operator, limited]) {
      expect(await refusal(createToken(one, { actor: 'op', roles: ['admin'] }))).toBe('FORBIDDEN');
      expect(await refusal(createRole(one, 'mine', 'admin'))).toBe('FORBIDDEN');
      expect(await refusal(grantRole(one, 'admin', 'group:web'))).toBe('FORBIDDEN');
      expect(await refusal(listTokens(one))).toBe('FORBIDDEN');
    }
  });

  test.each([
    ['ROLE_UNKNOWN', () => grantRole(site.clusto, 'raeder', 'group:web')],
    ['ROLE_BUILT_IN', () => setRole(site.clusto, 'reader', 'write')],
    ['ROLE_BUILT_IN', () => createRole(site.clusto, 'admin', 'read')],
    ['ROLE_INVALID', () => createRole(site.clusto, 'Web Team', 'read')],
    ['RULE_INVALID', () => createRole(site.clusto, 'web', 'read wher')],
    ['SUBJECT_INVALID', () => grantRole(site.clusto, 'reader', 'web')],
    ['SUBJECT_INVALID', () => grantRole(site.clusto, 'reader', 'group: ')],
    ['TOKEN_UNKNOWN', () => grantRole(site.clusto, 'reader', 'token:abc')],
    ['SCOPE_UNKNOWN', () => createToken(site.clusto, { actor: 'ci', roles: [], scopes: ['fly'] })],
    ['DURATION_INVALID', () => createToken(site.clusto, { actor: 'ci', roles: [], expires: 'soon' })],
    ['ARGUMENT_INVALID', () => createToken(site.clusto, { actor: '', roles: [] })],
  ])('%s', async (code, work) => {
    expect(await refusal(work())).toBe(code);
    expect(await listTokens(site.clusto)).toEqual([]);
  });
});
