import { describe, expect, test } from 'vitest';
import { type Endpoint } from '../../packages/clusto/src/api/endpoint.ts';
import { endpoints } from '../../packages/clusto/src/api/endpoints.ts';
import { createRole } from '../../packages/clusto/src/operations/access/roles.ts';
import { createToken, revokeToken } from '../../packages/clusto/src/operations/access/tokens.ts';
import { callRoutes } from '../../packages/clusto/src/services/http/handlers/call-routes.ts';
import { httpSettings } from '../../packages/clusto/src/services/http/http-settings.ts';
import { requireCredentials } from '../../packages/clusto/src/services/http/require-credentials.ts';
import { databases } from '../support/databases.ts';
import { type TestRequest, useHttpServer } from '../support/http-server.ts';

const [sqlite] = databases;
const { callVerb, ...named } = endpoints;
/** Those of the contract, where that of calls stands for one for each verb. */
const all = [
  ...Object.entries<Endpoint>(named).map(([name, endpoint]) => ({ name, endpoint })),
  ...callRoutes.map(([name, endpoint]) => ({ name: `${callVerb.path} ${name}`, endpoint })),
];

type Role = 'none' | 'reader' | 'operator' | 'admin' | 'scoped';
/** What is answered for each kind of access: `yes` is whatever the endpoint itself says. */
const expected: Readonly<Record<Endpoint['access'], Readonly<Record<Role, 'yes' | 401 | 403>>>> = {
  open: { none: 'yes', reader: 'yes', operator: 'yes', admin: 'yes', scoped: 'yes' },
  read: { none: 401, reader: 'yes', operator: 'yes', admin: 'yes', scoped: 'yes' },
  write: { none: 401, reader: 403, operator: 'yes', admin: 'yes', scoped: 403 },
  operate: { none: 401, reader: 403, operator: 'yes', admin: 'yes', scoped: 403 },
  admin: { none: 401, reader: 403, operator: 403, admin: 'yes', scoped: 403 },
};

/** The first example of an endpoint, as a request that changes nothing. */
function requestOf({ method, path, examples, isWrite }: Endpoint): TestRequest {
  const [{ params = {}, query = {}, headers = {}, body } = {}] = examples as readonly (
    | Endpoint['examples'][number]
    | undefined
  )[];
  const found = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? 'none'));
  const asked = new URLSearchParams(
    Object.entries(query).map(([name, value]) => [name, String(value)] as [string, string]),
  );
  if (isWrite) asked.set('dryRun', 'true');
  return { method, url: `${found}?${asked.toString()}`, headers, ...(body === undefined ? {} : { body }) };
}

describe('who asks over HTTP', () => {
  const http = useHttpServer(sqlite!, { authorize: requireCredentials() });
  const tokens = new Map<Role, string>();

  async function tokenOf(role: Role): Promise<string | undefined> {
    if (role === 'none') return undefined;
    const known = tokens.get(role);
    if (known !== undefined) return known;
    if (role === 'scoped') await createRole(http.clusto, 'scoped', 'read where name = web-nothing');
    const { token } = await createToken(http.clusto, { actor: role, roles: [role] });
    tokens.set(role, token);
    return token;
  }

  async function ask(role: Role, request: TestRequest): ReturnType<typeof http.ask> {
    const token = await tokenOf(role);
    const headers = { ...request.headers, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) };
    return http.ask({ ...request, headers });
  }

  test('every route is one of the contract, and so is asked below', () => {
    // a tree of paths, each with its methods; the page for browsers shows what `/v1/openapi.json` tells everybody
    const trees = http.server.printRoutes({ commonPrefix: false }).split(/^(?=[├└])/m);
    const asked = trees.filter((tree) => !/^.── \/docs /.test(tree)).join('');
    const methods = [...asked.matchAll(/ \(([^)]*)\)$/gm)].flatMap(([, list = '']) =>
      list.split(', ').filter((method) => method !== 'HEAD'),
    );
    expect(methods).toHaveLength(all.length);
    for (const { endpoint } of all) {
      const url = endpoint.path.replace(/\{(\w+)\}/g, ':$1');
      expect(http.server.hasRoute({ method: endpoint.method, url }), url).toBe(true);
    }
  });

  describe.each(all)('$name', ({ endpoint }) => {
    test.each(['none', 'reader', 'operator', 'admin', 'scoped'] as const)('by %s', async (role) => {
      const wanted = expected[endpoint.access][role];
      const request = requestOf(endpoint);
      const answer = await ask(role, request);
      if (wanted !== 'yes') {
        expect(answer.json()).toMatchObject({ status: wanted });
        expect(
          http.log.find(
            ({ id, detail }) => id === 'HTTP_DENIED' && detail['request'] === answer.headers['x-request-id'],
          ),
        ).toBeDefined();
        return;
      }
      expect([401, 403]).not.toContain(answer.statusCode);
      if (role !== 'scoped') return;
      // what is not seen is not there
      if (endpoint.isAboutEntity === true) expect(answer.statusCode).toBe(404);
      const names = (await http.clusto.getEntities())
        .map(({ name }) => name)
        .filter((name) => !JSON.stringify(request).includes(name));
      if (endpoint.access === 'read') for (const name of names) expect(answer.body).not.toContain(`"${name}"`);
    });
  });

  test('401 says how to say who one is, and 403 what is not allowed', async () => {
    const none = await ask('none', { url: '/v1/entities' });
    expect(none.headers['www-authenticate']).toBe('Bearer');
    expect(none.json()).toMatchObject({ code: 'CREDENTIALS_MISSING', status: 401 });
    for (const authorization of [
      'Bearer x',
      'Basic YTpi',
      'Bearer',
      `Bearer clusto_${'a'.repeat(10)}_${'A'.repeat(43)}`,
    ]) {
      const wrong = await http.ask({ url: '/v1/entities', headers: { authorization } });
      expect(wrong.json(), authorization).toMatchObject({ code: 'CREDENTIALS_INVALID', status: 401 });
      expect(wrong.headers['www-authenticate']).toBe('Bearer error="invalid_token"');
    }
    const refused = await ask('reader', { method: 'POST', url: '/v1/entities', body: { name: 'x', driver: 'pool' } });
    expect(refused.json()).toMatchObject({
      code: 'FORBIDDEN',
      status: 403,
      detail: expect.stringContaining('reader may not'),
    });
  });

  test('a token that is revoked is over at the next request', async () => {
    const { token, id } = await createToken(http.clusto, { actor: 'ci', roles: ['reader'] });
    const headers = { authorization: `Bearer ${token}` };
    expect((await http.ask({ url: '/v1', headers })).statusCode).toBe(200);
    await revokeToken(http.clusto, id);
    expect((await http.ask({ url: '/v1', headers })).statusCode).toBe(401);
  });

  test('no token is in the log', async () => {
    await ask('admin', { url: '/v1/entities' });
    const secret = (await tokenOf('admin'))?.slice(18) ?? '';
    expect(secret.length).toBeGreaterThan(40);
    expect(JSON.stringify(http.log)).not.toContain(secret);
  });
});

test('an address that others reach needs authentication', () => {
  expect(() => httpSettings({ listen: '0.0.0.0:9840' })).toThrow(expect.objectContaining({ code: 'HTTP_EXPOSED' }));
  expect(httpSettings({ listen: '0.0.0.0:9840', authentication: 'required' }).authentication).toBe('required');
});
