import { describe, expect, test } from 'vitest';
import { createRole } from '../../packages/clusto/src/operations/access/roles.ts';
import { type Authorize } from '../../packages/clusto/src/services/http/authorize.ts';
import { databases } from '../support/databases.ts';
import { useHttpServer } from '../support/http-server.ts';

/** The header says with which role somebody asks. */
const authorize: Authorize = async ({ headers }, _endpoint, inventory) => {
  const role = headers['x-role'];
  if (typeof role !== 'string') return inventory;
  return inventory.as({ actor: 'webmaster', roles: [role], scopes: [], via: 'token' });
};

describe.each(databases)('over HTTP on $name somebody who may see only the web servers', (kind) => {
  const http = useHttpServer(kind, { authorize });
  const as = (url: string, more: object = {}) =>
    http.ask({ url, ...more, headers: { 'x-role': 'web', ...(Reflect.get(more, 'headers') as object | undefined) } });

  test('sees and counts those alone', async () => {
    await createRole(http.clusto, 'web', 'read where pool = webservers\nwrite attr where pool = webservers\n');
    const all = await http.get('/v1/entities?query=pool%20%3D%20webservers&count=true');
    const { total, items } = (await as('/v1/entities?count=true&expand=parents,attributes&limit=3')).json();
    expect([total, items.length]).toEqual([all.total, 3]);
    expect(items[0].parents).toEqual([]);
    // the same, told before to who may see everything
    for (const url of ['/v1/entities/sv3-001', '/v1/racks/sv3-001'])
      expect((await http.ask({ url })).statusCode).toBe(200);
    expect((await as('/v1/entities/sv3-001')).json()).toMatchObject({ status: 404, code: 'ENTITY_NOT_FOUND' });
    expect((await as('/v1/racks/sv3-001')).statusCode).toBe(404);
    expect((await as('/v1/versions?limit=5&changes=true')).body).not.toContain('sv3-001');
  });

  test('is told of those alone', async () => {
    // the same versions, told before to who may see everything
    expect(JSON.stringify(await http.get('/v1/changes?since=0&limit=1000'))).toContain('sv3-001');
    const page = (await as('/v1/changes?since=0&limit=1000')).body;
    const stream = await as('/v1/changes?since=0&at=9999-01-01T00:00:00Z', {
      headers: { accept: 'text/event-stream' },
    });
    for (const told of [page, stream.body]) {
      expect(told).not.toContain('sv3-001');
      expect(told).toContain('"kind":"created"');
    }
    expect(stream.body).toContain('"reason":"past"');
  });

  test('changes what they may, as themselves, and nothing else', async () => {
    const [{ name }] = (await as('/v1/entities?limit=1')).json().items;
    const write = (url: string, more: object = {}) =>
      as(url, { method: 'PUT', body: { value: 1 }, headers: { 'if-match': '*', ...more } });
    const key = { 'idempotency-key': 'limited' };
    const first = await write(`/v1/entities/${name}/attributes/note`, key);
    expect(first.statusCode, first.body).toBe(200);
    expect((await write(`/v1/entities/${name}/attributes/note`, key)).body).toBe(first.body);
    expect(await http.clusto.versions({ limit: 1 })).toMatchObject([{ actor: 'webmaster' }]);
    expect((await write('/v1/entities/production/attributes/note')).statusCode).toBe(404);
    const version = await http.clusto.version();
    const refused = await as(`/v1/entities/${name}`, {
      method: 'PATCH',
      body: { name: 'mine' },
      headers: { 'if-match': '*', 'idempotency-key': 'refused' },
    });
    expect(refused.json()).toMatchObject({ status: 403, code: 'FORBIDDEN' });
    const dry = await as(`/v1/entities/${name}?dryRun=true`, { method: 'DELETE', headers: { 'if-match': '*' } });
    expect(dry.json()).toMatchObject({ status: 403 });
    const many = await as('/v1/bulk', { method: 'POST', body: { items: [{ do: 'delete', entity: name }] } });
    expect(many.json()).toMatchObject({ status: 403 });
    expect(await http.clusto.version()).toBe(version);
  });
});
