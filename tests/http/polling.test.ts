import { describe, expect, test } from 'vitest';
import { createRole, setRole } from '../../packages/clusto/src/operations/access/roles.ts';
import { type Authorize } from '../../packages/clusto/src/services/http/authorize.ts';
import { countStatements } from '../support/count-statements.ts';
import { databases } from '../support/databases.ts';
import { useHttpServer } from '../support/http-server.ts';

/** The header says with which role somebody asks. */
const authorize: Authorize = async ({ headers }, _endpoint, inventory) =>
  typeof headers['x-role'] === 'string'
    ? inventory.as({ actor: 'prometheus', roles: [headers['x-role']], scopes: [], via: 'token' })
    : inventory;

const outputs = [
  '/v1/outputs/prometheus?port=9100',
  '/v1/outputs/ansible?query=pool%20%3D%20webservers',
  '/v1/outputs/hosts?domain=example.com',
  '/v1/outputs/zones/example.com?nameServers=ns.example.net&contact=dns@example.net&domain=example.com',
  '/v1/outputs/reverse-zones?network=192.168.0.0/16&nameServers=ns.example.net&contact=dns@example.net&domain=example.com',
];

describe.each(databases)('a tool that asks again and again on $name', (kind) => {
  const http = useHttpServer(kind, { authorize });

  test.each(outputs)('is told by one look that nothing has changed: %.40s', async (url) => {
    const first = await http.ask({ url });
    expect(first.statusCode, first.body).toBe(200);
    const headers = { 'if-none-match': String(first.headers['etag']) };
    let again = first;
    const statements = await countStatements(async () => {
      again = await http.ask({ url, headers });
    });
    expect([again.statusCode, again.body, again.headers['etag']]).toEqual([304, '', first.headers['etag']]);
    expect(statements).toBe(1);
  });

  test('gets what is new after a change, and what was before by its version', async () => {
    const [url = ''] = outputs;
    const before = await http.ask({ url });
    const headers = { 'if-none-match': String(before.headers['etag']) };
    const member = { key: 'prometheus', subkey: 'port', value: 9999 };
    await http.ask({ method: 'POST', url: '/v1/entities/s0000/attributes', body: member });
    const after = await http.ask({ url, headers });
    expect([after.statusCode, after.body.includes(':9999')]).toEqual([200, true]);
    expect((await http.ask({ url: `${url}&at=${String(before.headers['clusto-version'])}` })).body).toBe(before.body);
  });

  test('sees what its role lets it, and a role that changes is a change', async () => {
    await createRole(http.clusto, 'scraper', 'read where pool = webservers\n');
    const url = '/v1/outputs/prometheus?port=9100';
    const ask = (more: Record<string, string> = {}) => http.ask({ url, headers: { 'x-role': 'scraper', ...more } });
    const first = await ask();
    const all = await http.ask({ url });
    expect(first.json().length).toBeLessThan(all.json().length);
    expect((await ask({ 'if-none-match': String(all.headers['etag']) })).statusCode, 'what others see').toBe(200);
    const known = { 'if-none-match': String(first.headers['etag']) };
    expect((await ask(known)).statusCode).toBe(304);
    await setRole(http.clusto, 'scraper', 'read where pool = databases\n');
    const changed = await ask(known);
    expect(changed.statusCode).toBe(200);
    expect(changed.body).not.toBe(first.body);
  });

  test('is shown what stands beside an entity as its role is now, and may still write what it has read', async () => {
    const wide = 'read where name = s0000 or pool = webservers or name = webservers';
    await setRole(http.clusto, 'scraper', `${wide}\nwrite attr where name = s0000`);
    const url = '/v1/entities/s0000?expand=parents';
    const ask = (more: Record<string, string> = {}) => http.ask({ url, headers: { 'x-role': 'scraper', ...more } });
    const first = await ask();
    const known = { 'if-none-match': String(first.headers['etag']) };
    expect((await ask(known)).statusCode).toBe(304);
    expect((await http.ask({ url, headers: known })).statusCode, 'what others see').toBe(200);
    const set = await http.ask({
      method: 'PUT',
      url: '/v1/entities/s0000/attributes/note',
      headers: { 'x-role': 'scraper', 'if-match': String(first.headers['etag']) },
      body: { value: 'seen' },
    });
    expect(set.statusCode).toBe(200);
    const before = await ask();
    await setRole(http.clusto, 'scraper', 'read where name = s0000');
    const after = await ask({ 'if-none-match': String(before.headers['etag']) });
    expect([after.statusCode, before.json().parents.length > after.json().parents.length]).toEqual([200, true]);
  });
});
