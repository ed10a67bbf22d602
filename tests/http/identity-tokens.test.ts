import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import { Provider } from 'oidc-provider';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createRole, grantRole } from '../../packages/clusto/src/operations/access/roles.ts';
import { authorizeBy } from '../../packages/clusto/src/services/http/authorize-by.ts';
import { type Authorize } from '../../packages/clusto/src/services/http/authorize.ts';
import { httpSettings } from '../../packages/clusto/src/services/http/http-settings.ts';
import { databases } from '../support/databases.ts';
import { useHttpServer } from '../support/http-server.ts';

const [sqlite] = databases;
const audience = 'urn:clusto';
const settings = httpSettings({ authentication: 'required' });

describe('people with a token of an identity provider', () => {
  let provider: Server;
  let issuer: string;
  let authorize: Authorize;
  /** What the provider signs with. */
  const keys: { jwk: JWK; privateKey: CryptoKey }[] = [];
  const http = useHttpServer(sqlite!, { authorize: (...asked) => authorize(...asked) });

  async function newKey(kid: string): Promise<void> {
    const { privateKey } = await generateKeyPair('RS256', { extractable: true });
    keys.push({ jwk: { ...(await exportJWK(privateKey)), kid, alg: 'RS256', use: 'sig' }, privateKey });
  }

  /** A token as a program gets it with its client id and secret. */
  async function issued(): Promise<string> {
    const body = new URLSearchParams({ grant_type: 'client_credentials', resource: audience });
    const headers = { authorization: `Basic ${btoa('deploy:secret')}` };
    const answer = await fetch(`${issuer}/token`, { method: 'POST', body, headers });
    return ((await answer.json()) as { access_token: string }).access_token;
  }

  /** One with any claims, signed by the provider's key or another. */
  async function signed(
    claims: object,
    { key = keys[0], alg = 'RS256' }: { key?: (typeof keys)[number] | undefined; alg?: string } = {},
  ): Promise<string> {
    const base = {
      iss: issuer,
      aud: audience,
      sub: 'alice',
      groups: ['web', 7],
      exp: 2_000_000_000,
      email: 'alice@example.com',
    };
    return new SignJWT({ ...base, ...claims })
      .setProtectedHeader({ alg, kid: key?.jwk.kid ?? 'first' })
      .sign(key!.privateKey);
  }

  const as = (token: string): ReturnType<typeof http.ask> =>
    http.ask({ url: '/v1/entities?limit=1', headers: { authorization: `Bearer ${token}` } });

  beforeAll(async () => {
    await newKey('first');
    provider = createServer();
    await new Promise<void>((resolve) => void provider.listen(0, '127.0.0.1', resolve));
    issuer = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`;
    const oidc = new Provider(issuer, {
      clients: [
        {
          client_id: 'deploy',
          client_secret: 'secret',
          grant_types: ['client_credentials'],
          redirect_uris: [],
          response_types: [],
        },
      ],
      jwks: { keys: keys.map(({ jwk }) => jwk) },
      features: {
        clientCredentials: { enabled: true },
        devInteractions: { enabled: false },
        resourceIndicators: {
          enabled: true,
          getResourceServerInfo: () => ({
            scope: '',
            audience,
            accessTokenFormat: 'jwt',
            jwt: { sign: { alg: 'RS256' } },
          }),
        },
      },
    });
    const answer = oidc.callback();
    provider.on('request', (request, response) => {
      if (request.url !== '/jwks') return void answer(request, response);
      response.setHeader('content-type', 'application/json');
      // only what is public of them
      return void response.end(
        JSON.stringify({ keys: keys.map(({ jwk: { kty, n, e, kid, alg } }) => ({ kty, n, e, kid, alg })) }),
      );
    });
    authorize = authorizeBy(settings, { issuer, audience, actorClaim: 'email' });
    await createRole(http.clusto, 'web-team', 'read where type = pool');
    await grantRole(http.clusto, 'web-team', 'group:web');
    await grantRole(http.clusto, 'reader', 'subject:deploy');
  });
  afterAll(() => void provider.close());

  test('are who it says, with the roles of their groups', async () => {
    const token = await issued();
    expect((await as(token)).statusCode).toBe(200);
    expect(http.log.at(-1)?.detail).toMatchObject({ actor: 'deploy', status: 200 });
    const alice = await as(await signed({}));
    expect(alice.json().items).toMatchObject([{ type: 'pool' }]);
    expect(http.log.at(-1)?.detail).toMatchObject({ actor: 'alice@example.com' });
    expect((await as(await signed({ sub: 'bob', groups: 'web' }))).json().items).toEqual([]);
  });

  test.each([
    ['over', { exp: 1_700_000_000 }],
    ['without an end', { exp: undefined }],
    ['for somebody else', { aud: 'urn:other' }],
    ['of another issuer', { iss: 'https://evil.example' }],
    ['not good yet', { nbf: 1_999_999_999 }],
    ['of nobody', { sub: undefined }],
  ])('one that is %s is refused', async (_, claims) => {
    expect((await as(await signed(claims))).json()).toMatchObject({ status: 401, code: 'CREDENTIALS_INVALID' });
  });

  test('one that it did not sign is refused', async () => {
    const { privateKey } = await generateKeyPair('RS256', { extractable: true });
    const [header = '', payload = ''] = (await signed({})).split('.');
    const none = `${btoa(JSON.stringify({ alg: 'none', typ: 'JWT' })).replaceAll('=', '')}.${payload}.`;
    const shared = await new SignJWT({ iss: issuer, aud: audience, sub: 'alice', exp: 2_000_000_000 })
      .setProtectedHeader({ alg: 'HS256', kid: 'first' })
      .sign(Buffer.from(JSON.stringify(keys[0]?.jwk.n)));
    const other = await signed({}, { key: { jwk: {}, privateKey } });
    const { privateKey: weaker } = await generateKeyPair('RS384', { extractable: true });
    for (const token of [
      other,
      none,
      shared,
      `${header}.${payload}.AAAA`,
      await signed({}, { key: { jwk: {}, privateKey: weaker }, alg: 'RS384' }),
    ])
      expect((await as(token)).json()).toMatchObject({ status: 401, code: 'CREDENTIALS_INVALID' });
  });

  test('its new keys are taken as they come, and those that it has no more are not', async () => {
    expect((await as(await signed({}))).statusCode).toBe(200);
    await newKey('second');
    const token = await signed({}, { key: keys[1] });
    const old = keys.shift();
    expect((await as(token)).statusCode).toBe(401);
    const start = Date.now();
    const clock = vi.spyOn(Date, 'now').mockImplementation(() => start + 31_000);
    expect((await as(token)).statusCode).toBe(200);
    expect((await as(await signed({}, { key: old }))).statusCode).toBe(401);
    clock.mockRestore();
    if (old !== undefined) keys.unshift(old);
  });

  test('where it does not answer, nobody gets in, and it is asked again', async () => {
    authorize = authorizeBy(settings, { issuer: 'http://127.0.0.1:1', audience });
    expect((await as(await signed({}))).json()).toMatchObject({ status: 503, code: 'IDENTITY_PROVIDER_FAILED' });
    authorize = authorizeBy(settings, { issuer: `${issuer}/`, audience });
    expect((await as(await signed({}))).json()).toMatchObject({
      code: 'IDENTITY_PROVIDER_FAILED',
      detail: expect.stringContaining('calls itself'),
    });
    authorize = authorizeBy(settings, { issuer, audience });
    expect((await as(await signed({}))).statusCode).toBe(200);
  });
});

test.each([
  [{ issuer: 'not one', audience }],
  [{ issuer: 'http://id.example.com', audience }],
  [{ issuer: 'https://id.example.com' }],
  [{ issuer: 'https://id.example.com', audience, algorithms: ['HS256'] }],
  [{ issuer: 'https://id.example.com', audience, algorithms: ['none'] }],
])('%j is refused at the start', (oidc) => {
  expect(() => authorizeBy(settings, oidc)).toThrow(expect.objectContaining({ code: 'ARGUMENT_INVALID' }));
});
