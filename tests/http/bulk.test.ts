import { describe, expect, test } from 'vitest';
import { countStatements } from '../support/count-statements.ts';
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

  test('of attributes take as many statements for many entities as for few', async () => {
    const names = Array.from({ length: 36 }, (_, index) => `s${String(index).padStart(4, '0')}`);
    const count = (some: readonly string[], verb: string, value: number): Promise<number> =>
      countStatements(async () => {
        const items = some.map((entity) => ({ do: verb, entity, key: 'round', value }));
        expect((await send(items)).statusCode).toBe(200);
      });
    expect(await count(names.slice(2), 'add-attribute', 1)).toBe(await count(names.slice(0, 2), 'add-attribute', 1));
    expect(await count(names.slice(2), 'set-attribute', 2)).toBe(await count(names.slice(0, 2), 'set-attribute', 2));
    const { items } = await http.get('/v1/entities/s0035/attributes?key=round');
    expect(items).toMatchObject([{ value: 2 }]);
  });

  test('of attributes do the same together as one by one', async () => {
    const writes = [
      { do: 'set-attribute', key: 'kept', value: 'as it is' },
      { do: 'set-attribute', key: 'changed', value: 2 },
      { do: 'add-attribute', key: 'several', value: 'second' },
      { do: 'set-attribute', key: 'numbered', number: 3, value: true },
      { do: 'add-attribute', key: 'when', subkey: 'seen', value: '2026-01-01T00:00:00Z', datatype: 'datetime' },
      { do: 'set-attribute', key: 'large', value: '9007199254740993', datatype: 'int' },
      { do: 'set-attribute', key: 'nothing', value: null },
      { do: 'set-attribute', key: 'list', value: [1, { a: 'b' }] },
    ];
    const [together, single] = ['s0010', 's0011'];
    for (const entity of [together, single])
      for (const [key, value] of Object.entries({ kept: 'as it is', changed: 1, several: 'first' }))
        await (await http.clusto.getByName(entity)).setAttr({ key, value });
    const before = await http.clusto.version();
    expect((await send(writes.map((one) => ({ ...one, entity: together })))).statusCode).toBe(200);
    for (const one of writes) expect((await send([{ ...one, entity: single }])).statusCode).toBe(200);
    const told = async (entity: string): Promise<object[]> => {
      const { items } = await http.get(`/v1/entities/${entity}/attributes`);
      return items
        .filter(({ key }: { key: string }) =>
          ['kept', 'changed', 'several', ...writes.map((one) => one.key)].includes(key),
        )
        .map(({ version, of: _of, ...one }: { version: number; of: string }) => ({ ...one, isNew: version > before }));
    };
    expect(await told(together)).toEqual(await told(single));
    expect(await told(together)).toHaveLength(9);
  });

  test.each([
    ['has an address by its own way', 'subnet-dmz', 'KEY_RESERVED', { key: '_contains', value: 1 }],
    ['is managed', 's0000', 'KEY_RESERVED', { key: 'ip', subkey: 'ipstring', number: 0, value: '10.0.0.1' }],
    ['is not there', 'nothing', 'ENTITY_NOT_FOUND', { key: 'note', value: 1 }],
  ])('of attributes of which one %s are refused with what is wrong', async (_, entity, code, written) => {
    const note = { do: 'set-attribute', entity: 's0013', key: 'refused', value: 1 };
    const response = await send([note, { do: 'set-attribute', entity, ...written }]);
    expect(response.json()).toMatchObject({ code: 'BULK_REFUSED', errors: [{ pointer: '#/items/1', code }] });
    expect((await http.get('/v1/entities/s0013/attributes?key=refused')).items).toEqual([]);
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
