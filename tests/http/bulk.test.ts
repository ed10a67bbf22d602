import { describe, expect, test } from 'vitest';
import { databases } from '../support/databases.ts';
import { useHttpServer } from '../support/http-server.ts';

describe.each(databases)('many writes in one request on $name', (kind) => {
  const http = useHttpServer(kind);
  const send = (items: readonly object[], query = '') =>
    http.ask({ method: 'POST', url: `/v1/bulk${query}`, body: { items } });

  test('are one version, each on top of those before', async () => {
    const before = await http.clusto.version();
    const response = await send(
      [
        { do: 'create', name: 'many01', driver: 'penguinserver', container: 'sv3-001', unit: 33 },
        { do: 'add-attribute', entity: 'many01', key: 'note', value: 'a', number: true },
        { do: 'set-attribute', entity: 'many01', key: 'home', value: 'sv3-001', datatype: 'relation' },
        { do: 'rename', entity: 'many01', name: 'many02' },
        { do: 'insert', entity: 'webservers', member: 'many02' },
        { do: 'delete-attribute', entity: 'many02', key: 'note' },
        { do: 'remove', entity: 'webservers', member: 'many02' },
        { do: 'change-driver', entity: 'many02', driver: 'entity' },
      ],
      '?message=many',
    );
    expect(response.statusCode, response.body).toBe(200);
    expect(response.json().items).toHaveLength(8);
    expect(await http.clusto.versions({ limit: 1 })).toMatchObject([{ number: before + 1, message: 'many' }]);
    expect(await http.get('/v1/entities/many02?expand=attributes,parents')).toMatchObject({
      driver: 'entity',
      attributes: [{ key: 'home', value: 'sv3-001' }],
      parents: [{ name: 'sv3-001' }],
    });
  });

  test('are refused together, and each that is wrong is told', async () => {
    const before = await http.clusto.version();
    const response = await send([
      { do: 'create', name: 'many03', driver: 'pool' },
      { do: 'create', name: 's0000', driver: 'pool' },
      { do: 'set-attribute', entity: 'many03', key: 'not a key', value: 1 },
      { do: 'delete', entity: 'nothing' },
    ]);
    expect(response.json()).toMatchObject({
      status: 422,
      code: 'BULK_REFUSED',
      errors: [
        { pointer: '#/items/1', code: 'NAME_TAKEN' },
        { pointer: '#/items/2', code: 'KEY_INVALID' },
        { pointer: '#/items/3', code: 'ENTITY_NOT_FOUND' },
      ],
    });
    expect(await http.clusto.version()).toBe(before);
  });

  test.each([
    ['an item of no kind', { do: 'destroy', entity: 's0000' }, '#/items/0'],
    ['an item that lacks something', { do: 'rename', entity: 's0000' }, '#/items/0/name'],
    ['an item with too much', { do: 'delete', entity: 's0000', why: 'x' }, '#/items/0/why'],
  ])('are not begun with %s', async (_, item, pointer) => {
    expect((await send([item])).json()).toMatchObject({ status: 400, errors: [{ in: 'body', pointer }] });
  });
});
