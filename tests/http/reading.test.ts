import { describe, expect, test } from 'vitest';
import { PenguinServer } from '../../packages/clusto/src/drivers/devices/penguin-server.ts';
import { countStatements, recordStatements } from '../support/count-statements.ts';
import { databases } from '../support/databases.ts';
import { useHttpServer } from '../support/http-server.ts';

interface Port {
  readonly type: string;
  readonly number: number;
  readonly to: string | null;
  readonly toNumber: number | null;
}

describe.each(databases)('reading over HTTP on $name', (kind) => {
  const http = useHttpServer(kind);
  const names = async (url: string): Promise<string[]> =>
    (await http.get(url)).items.map(({ name }: { name: string }) => name);

  test('pages go on where the one before ended, and show its version whatever is written meanwhile', async () => {
    const url = '/v1/entities?type=server&limit=10&count=true';
    const first = await http.get(url);
    expect(first).toMatchObject({ total: 36 });
    await http.clusto.create(PenguinServer, 's0010a');
    await (await http.clusto.getByName('s0011')).rename('s0099');
    const seen = first.items.map(({ name }: { name: string }) => name);
    for (let { next } = first; next !== null;) {
      const page = await http.get(`${url}&cursor=${next}`);
      expect(page.version).toBe(first.version);
      seen.push(...page.items.map(({ name }: { name: string }) => name));
      next = page.next;
    }
    expect(seen).toEqual(Array.from({ length: 36 }, (_, place) => `s${String(place).padStart(4, '0')}`));
    await (await http.clusto.getByName('s0099')).rename('s0011');
    await (await http.clusto.getByName('s0010a')).delete();
  });

  test('pages go in every order, each entity once', async () => {
    const everything = (await names('/v1/entities?limit=1000')).toSorted();
    for (const sort of ['-name', 'type', '-type,name', 'driver,-name', 'created', '-created']) {
      const seen: string[] = [];
      for (let cursor = ''; ;) {
        const page = await http.get(`/v1/entities?limit=7&sort=${sort}${cursor}`);
        seen.push(...page.items.map(({ name }: { name: string }) => name));
        if (page.next === null) break;
        cursor = `&cursor=${page.next}`;
      }
      expect(seen, sort).toEqual(await names(`/v1/entities?limit=1000&sort=${sort}`));
      expect(seen.toSorted(), sort).toEqual(everything);
    }
  });

  test.each([
    ['changed', (cursor: string) => `${cursor.slice(0, -2)}AA`, ''],
    ['of another list', (cursor: string) => cursor, '&type=server'],
    ['of nothing', () => 'x', ''],
    ['at another time', (cursor: string) => cursor, '&at=1'],
  ])('a cursor that is %s is refused', async (_, change, more) => {
    const { next } = await http.get('/v1/entities?limit=1');
    const response = await http.ask({ url: `/v1/entities?limit=1${more}&cursor=${change(next)}` });
    expect(response.json()).toMatchObject({
      status: 400,
      code: 'CURSOR_INVALID',
      errors: [{ in: 'query', pointer: 'cursor' }],
    });
  });

  test('the past reads as it was', async () => {
    const before = await http.clusto.version();
    const thing = await http.clusto.create(PenguinServer, 'shortlived');
    await thing.delete();
    expect((await http.ask({ url: '/v1/entities/shortlived' })).statusCode).toBe(404);
    expect(await http.get(`/v1/entities/shortlived?at=${before + 1}`)).toMatchObject({ name: 'shortlived' });
    expect((await http.ask({ url: `/v1/entities/shortlived?at=${before}` })).statusCode).toBe(404);
    const none = await http.ask({ url: '/v1/entities?at=yesterday' });
    expect(none.json()).toMatchObject({ status: 400, code: 'TIME_INVALID' });
  });

  test('what is known is not sent again until it changes', async () => {
    const url = '/v1/entities/s0003?expand=attributes';
    const { etag } = (await http.ask({ url })).headers;
    const again = await http.ask({ url, headers: { 'if-none-match': String(etag) } });
    expect([again.statusCode, again.body]).toEqual([304, '']);
    await (await http.clusto.getByName('s0003')).setAttr({ key: 'note', value: 'new' });
    expect((await http.ask({ url, headers: { 'if-none-match': String(etag) } })).statusCode).toBe(200);
    const list = (await http.ask({ url: '/v1/entities' })).headers.etag;
    expect((await http.ask({ url: '/v1/entities', headers: { 'if-none-match': String(list) } })).statusCode).toBe(304);
  });

  test('what is asked again of the same version is not read again', async () => {
    const url = '/v1/entities/s0004?expand=attributes,parents';
    const first = await http.ask({ url });
    const again = await recordStatements(async () => {
      const { body, headers } = await http.ask({ url });
      expect(body).toBe(first.body);
      for (const name of ['etag', 'clusto-version', 'content-type']) expect(headers[name]).toBe(first.headers[name]);
    });
    expect(again).toEqual([expect.stringContaining('from versions')]);
    const { etag } = first.headers;
    expect((await http.ask({ url, headers: { 'if-none-match': String(etag) } })).statusCode).toBe(304);
    await (await http.clusto.getByName('s0004')).setAttr({ key: 'note', value: 'newer' });
    expect((await http.ask({ url })).body).toContain('newer');
  });

  test('the latest version is looked for once for all who ask at the same time', async () => {
    const url = '/v1/entities/s0004';
    await http.get(url);
    const all = await countStatements(() => Promise.all(Array.from({ length: 20 }, () => http.get(url))));
    expect(all).toBeLessThan(4);
  });

  test('what an entity contains and has takes as many statements for many as for few', async () => {
    const expand = 'contents.ports,contents.attributes,contents.inherited,parents,properties,addresses';
    const count = (url: string): Promise<number> => countStatements(() => http.get(url));
    const few = await count(`/v1/entities?type=rack&limit=1&expand=${expand}`);
    expect(await count(`/v1/entities?type=rack&limit=3&expand=${expand}`)).toBe(few);
    expect(few).toBeLessThan(20);
  });

  test('ports in an entity are those that the device says it has', async () => {
    const { ports } = await http.get('/v1/entities/s0000?expand=ports');
    const told = await (await http.clusto.getByName('s0000', PenguinServer)).portInfoTuples();
    expect(ports.map(({ type, number, to, toNumber }: Port) => [type, number, to, toNumber])).toEqual(
      told.map(([type, number, to, toNumber]) => [type, number, to?.name ?? null, toNumber]),
    );
    expect(ports.find(({ type, number }: Port) => type === 'nic-eth' && number === 1).attributes).toHaveProperty('mac');
  });

  test('HEAD answers as GET does, without a body', async () => {
    const response = await http.ask({ method: 'HEAD', url: '/v1/entities/s0000' });
    expect([response.statusCode, response.body, response.headers['clusto-version']]).toEqual([
      200,
      '',
      expect.any(String),
    ]);
  });

  test.each(['br', 'gzip'])('long answers are sent in %s to who takes it', async (encoding) => {
    const response = await http.ask({ url: '/v1/openapi.json', headers: { 'accept-encoding': encoding } });
    expect(response.headers['content-encoding']).toBe(encoding);
  });
});
