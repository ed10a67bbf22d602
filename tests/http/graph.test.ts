import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  buildSchema,
  getIntrospectionQuery,
  type GraphQLField,
  isEnumType,
  isInputObjectType,
  isObjectType,
} from 'graphql';
import { describe, expect, test } from 'vitest';
import { BasicNetworkSwitch } from '../../packages/clusto/src/drivers/devices/basic-network-switch.ts';
import { BasicPatchPanel } from '../../packages/clusto/src/drivers/devices/basic-patch-panel.ts';
import { PenguinServer } from '../../packages/clusto/src/drivers/devices/penguin-server.ts';
import { createRole } from '../../packages/clusto/src/operations/access/roles.ts';
import { mostValues } from '../../packages/clusto/src/operations/graph/check-extent.ts';
import { queryGraph } from '../../packages/clusto/src/operations/graph/query-graph.ts';
import { schemaText } from '../../packages/clusto/src/operations/graph/schema-text.ts';
import { countStatements } from '../support/count-statements.ts';
import { databases } from '../support/databases.ts';
import { useHttpServer } from '../support/http-server.ts';

interface Reply {
  // oxlint-disable-next-line typescript/no-explicit-any -- what it is depends on the query
  readonly data?: any;
  readonly errors?: readonly {
    readonly message: string;
    readonly path?: unknown;
    readonly extensions: { readonly code: string };
  }[];
}
interface Named {
  readonly name: string;
}

const schema = buildSchema(schemaText);
const fieldsOf = (name: string): GraphQLField<unknown, unknown>[] => {
  const type = schema.getType(name);
  return isObjectType(type) ? Object.values(type.getFields()) : [];
};
const page = readFileSync(join(import.meta.dirname, '../../docs/graphql.md'), 'utf8');
const examples = [...page.matchAll(/```graphql\n([^]*?)```/g)].map(([, query = '']) => query);
const noCursors = {
  write: () => '',
  read: () => {
    throw new Error('there are no cursors here');
  },
};

test('all that the schema has says what it is', () => {
  const parts = Object.values(schema.getTypeMap())
    .filter(({ name, astNode }) => !name.startsWith('__') && astNode)
    .flatMap((type) => [
      type,
      ...(isObjectType(type) || isInputObjectType(type) ? Object.values(type.getFields()) : []),
      ...(isEnumType(type) ? type.getValues() : []),
    ]);
  expect(parts.length).toBeGreaterThan(100);
  expect(parts.filter(({ description }) => !description).map(({ name }) => name)).toEqual([]);
});

interface Blamed {
  readonly key: string;
  readonly subkey: string | null;
  readonly number: number | null;
  readonly version: { readonly number: number; readonly actor: string };
}

describe.each(databases)('a query of GraphQL on $name', (kind) => {
  const http = useHttpServer(kind);
  const ask = async (query: string, variables: object = {}, more = ''): Promise<Reply> =>
    (await http.ask({ method: 'POST', url: `/v1/graphql${more}`, body: { query, variables } })).json<Reply>();
  const tell = async (query: string, variables: object = {}, more = ''): Promise<Reply['data']> => {
    const { data, errors } = await ask(query, variables, more);
    expect(errors).toBeUndefined();
    return data;
  };
  const codeOf = async (query: string, variables: object = {}): Promise<string | undefined> =>
    (await ask(query, variables)).errors?.[0]?.extensions.code;

  test('tells every field of every type', async () => {
    /** All fields of a type that need no argument, down to those that are no objects. */
    const everything = (name: string, levels: number): string =>
      fieldsOf(name)
        .filter(({ args }) =>
          args.every(({ type, default: preset }) => preset !== undefined || !String(type).endsWith('!')),
        )
        .flatMap((field) => {
          const below = String(field.type).replaceAll(/[[\]!]/g, '');
          if (fieldsOf(below).length === 0) return [field.name];
          return levels === 0 ? [] : [`${field.name} { ${everything(below, levels - 1)} __typename }`];
        })
        .join(' ');
    const data =
      await tell(`{ entity(name: "s0000") { ${everything('Entity', 2)} } entities(first: 2) { ${everything('EntityPage', 1)} }
      versions(first: 2) { ${everything('Version', 1)} } subnets { ${everything('Subnet', 1)} } types { ${everything('TypeCount', 0)} }
      managers(kind: NAME) { ${everything('Manager', 1)} } difference(from: "1") { ${everything('Difference', 1)} }
      allocations(first: 2) { ${everything('Allocation', 1)} } poolMembers(pools: ["production"], type: "server") { name } }`);
    expect(data.entity.allocations).toMatchObject([
      { key: 'ip', resource: '192.168.20.2', manager: { name: 'subnet-dmz' } },
    ]);
    expect(data.allocations).toHaveLength(2);
    expect(data.poolMembers.length).toBeGreaterThan(10);
    expect(data.types).toContainEqual({ type: 'server', count: 36 });
  });

  test('tells what the other endpoints tell', async () => {
    const { entity } = await tell(`{ entity(name: "s0000") {
      attributes(merge: true) { key subkey number datatype value version isManaged of { name } }
      ports { type number name attributes peer { device { name } number } }
      properties addresses parents(recursive: true) { name } versions(first: 5) { number }
    } }`);
    const inherited = await http.get('/v1/entities/s0000?expand=inherited,ports,properties,addresses');
    expect(entity.attributes.map((one: { of: Named }) => ({ ...one, of: one.of.name }))).toEqual(inherited.inherited);
    const ports = entity.ports.map(({ peer, ...port }: { peer: { device: Named; number: number } | null }) => ({
      ...port,
      to: peer?.device.name ?? null,
      toNumber: peer?.number ?? null,
    }));
    expect(ports).toEqual(inherited.ports);
    expect([entity.properties, entity.addresses]).toEqual([inherited.properties, inherited.addresses]);
    const above = await http.get('/v1/entities/s0000/parents?recursive=true');
    expect(entity.parents).toEqual(above.items.map(({ name }: Named) => ({ name })));
    const { versions } = await http.get('/v1/entities/s0000/history');
    expect(entity.versions).toEqual(versions.slice(0, 5).map(({ number }: { number: number }) => ({ number })));
    const below = await http.get('/v1/entities/eqix-sv3/contents?recursive=true&type=server');
    const inside = await tell('{ entity(name: "eqix-sv3") { contents(recursive: true, type: "server") { name } } }');
    expect(inside.entity.contents).toEqual(below.items.map(({ name }: Named) => ({ name })));
    expect(below.items).toHaveLength(36);
  });

  test('tells where cables go, what is in racks and who wrote what, as the other endpoints do', async () => {
    const { clusto } = http;
    const [a, b] = [await clusto.create(PenguinServer, 'end-a'), await clusto.create(PenguinServer, 'end-b')];
    const [near, far] = [await clusto.create(BasicPatchPanel, 'near'), await clusto.create(BasicPatchPanel, 'far')];
    const behind = near.passThrough('nic-eth', 1).number;
    await a.connectPorts('nic-eth', 1, near, 1);
    await near.connectPorts('nic-eth', behind, far, behind);
    await far.connectPorts('nic-eth', 1, b, 2);
    const side = '{ device { name } type number name }';
    const { cabled, rack, written } = await tell(`{
      cabled: entity(name: "end-a") { rack { free } ports(type: "nic-eth") { number trace { from ${side} to ${side} } } }
      rack: entity(name: "sv3-001") { rack { free longestFree units { unit device { name type driver addresses } } } }
      written: entity(name: "s0000") { attributes(merge: true) { key subkey number of { name } writtenBy { number actor message } } }
    }`);
    const [{ trace }, unused] = cabled.ports;
    const flat = trace.map((hop: { from: { device: Named; name: string }; to: { device: Named; name: string } }) =>
      [hop.from, hop.to].map((end) => `${end.device.name} ${end.name}`),
    );
    const { items } = await http.get('/v1/entities/end-a/ports/nic-eth/1/trace');
    const hops = items.map(({ from, to }: Record<string, { device: string; name: string }>) =>
      [from, to].map((end) => `${end?.device} ${end?.name}`),
    );
    expect([flat, unused.trace, cabled.rack]).toEqual([hops, [], null]);
    expect(flat).toHaveLength(3);
    const { units, ...figures } = rack.rack;
    const stood = await http.get('/v1/racks/sv3-001');
    expect(stood).toMatchObject(figures);
    expect(units.map((one: { unit: number; device: Named | null }) => [one.unit, one.device?.name ?? null])).toEqual(
      stood.units.map((one: { unit: number; device: string | null }) => [one.unit, one.device]),
    );
    const blamed = await http.get('/v1/entities/s0000/blame?merge=true');
    const entry = (
      key: string,
      subkey: string | null,
      number: number | null,
      version: { number: number; actor: string },
    ) => [key, subkey, number, version.number, version.actor].join('/');
    expect(
      written.attributes
        .map((one: Blamed & { writtenBy: Blamed['version'] }) => entry(one.key, one.subkey, one.number, one.writtenBy))
        .sort(),
    ).toEqual(blamed.items.map((one: Blamed) => entry(one.key, one.subkey, one.number, one.version)).sort());
  });

  test('says that a cable comes back to where it was', async () => {
    const { clusto } = http;
    const [one, other] = [
      await clusto.create(BasicPatchPanel, 'loop-a'),
      await clusto.create(BasicPatchPanel, 'loop-b'),
    ];
    const behind = one.passThrough('nic-eth', 1).number;
    await one.connectPorts('nic-eth', 1, other, 1);
    await one.connectPorts('nic-eth', behind, other, behind);
    expect(await codeOf('{ entity(name: "loop-a") { ports { trace { to { number } } } } }')).toBe('CABLE_LOOP');
  });

  test('tells who points to an entity', async () => {
    await (
      await http.clusto.getByName('s0007')
    ).setAttr({ key: 'backup', value: await http.clusto.getByName('s0008') });
    const { entity } = await tell(
      '{ entity(name: "s0008") { references(key: "backup") { entity { name } attribute { key value related { name } } } } }',
    );
    const attribute = { key: 'backup', value: 's0008', related: { name: 's0008' } };
    expect(entity.references).toEqual([{ entity: { name: 's0007' }, attribute }]);
  });

  test('goes through pages that show one version, whatever is written meanwhile', async () => {
    const query = `query($after: String) { entities(type: "rack", first: 1, sort: [{ by: NAME, descending: true }], after: $after) {
      version next total items { name contents { name } } } }`;
    const first = (await tell(query)).entities;
    await (await http.clusto.getByName('sv3-002')).rename('sv3-000');
    const second = (await tell(query, { after: first.next })).entities;
    expect([first.items[0].name, second.items[0].name]).toEqual(['sv3-003', 'sv3-002']);
    expect([second.version, second.total]).toEqual([first.version, 3]);
    await (await http.clusto.getByName('sv3-000')).rename('sv3-002');
    expect(await codeOf(query.replace('"rack"', '"pool"'), { after: first.next })).toBe('CURSOR_INVALID');
  });

  test('tells the past, of all of it and of a part', async () => {
    const version = await http.clusto.version();
    await (await http.clusto.getByName('s0005')).setAttr({ key: 'note', value: 'new' });
    const notes = 'entity(name: "s0005") { attributes(key: "note") { value } }';
    const { then, entity } = await tell(`{ then: at(moment: "${version}") { version ${notes} } ${notes} }`);
    expect([then.version, then.entity.attributes, entity.attributes]).toEqual([version, [], [{ value: 'new' }]]);
    expect((await tell(`{ version ${notes} }`, {}, `?at=${version}`)).entity.attributes).toEqual([]);
    expect(await codeOf('{ at(moment: "999999") { version } }')).toBe('VERSION_UNKNOWN');
  });

  test('takes as many statements for a thousand devices as for ten', async () => {
    const { clusto } = http;
    await clusto.transaction(async () => {
      const device = await clusto.create(BasicNetworkSwitch, 'many-switch');
      for (let index = 0; index < 1000; index += 1) {
        const server = await clusto.create(PenguinServer, `many-${String(index).padStart(4, '0')}`);
        if (index < 24) await server.connectPorts('nic-eth', 1, device, index + 1);
      }
    });
    const query = `query($first: Int!) { entities(query: "name startswith many-", driver: "penguinserver", first: $first) { items {
      name addresses ports { type number name attributes peer { number device { name type } } } parents(recursive: true) { name }
      rack { free } wires: ports { trace { to { number device { name } } } } attributes { key writtenBy { number actor } }
      contents(recursive: true) { name } references { key: attribute { key } } versions(first: 1) { number changes { kind } }
    } } }`;
    let shown: unknown[] = [];
    const count = (first: number): Promise<number> =>
      countStatements(async () => {
        shown = (await tell(query, { first })).entities.items;
      });
    const few = await count(10);
    expect(shown).toHaveLength(10);
    expect(await count(1000)).toBe(few);
    expect(shown).toHaveLength(1000);
    expect(shown[9]).toMatchObject({ ports: [{}, { peer: { number: 10, device: { name: 'many-switch' } } }, {}, {}] });
    expect(few).toBeLessThan(30);
  });

  test('shows somebody no more than they may see', async () => {
    await createRole(http.clusto, 'web', 'read where name startswith s000');
    const guest = await http.clusto.as({ actor: 'guest', roles: ['web'], scopes: [], via: 'token' });
    const query = `{ entities(first: 1000) { total items { name parents { name } ports { peer { device { name } } }
      allocations { manager { name } } attributes(merge: true) { value } versions(first: 3) { changes { text } } } }
      entity(name: "sv3-001") { name } versions { changes { name text } } types { type count } }`;
    const { data, errors } = await queryGraph(guest.snapshot(), { query }, noCursors);
    expect(errors).toBeUndefined();
    expect(data).toMatchObject({ entity: null, entities: { total: 10 }, types: [{ type: 'server', count: 10 }] });
    expect(JSON.stringify(data)).not.toMatch(/sv3-001|subnet-dmz|production|many-/);
    expect(JSON.stringify(await queryGraph(http.clusto.snapshot(), { query }, noCursors))).toMatch(
      /sv3-001.*subnet-dmz/,
    );
  });

  test.each([
    ['no GraphQL', '{', 'GRAPH_INVALID'],
    ['of what is not there', '{ colour }', 'GRAPH_INVALID'],
    ['a mutation', 'mutation { entity(name: "s0000") { name } }', 'GRAPH_INVALID'],
    ['without a variable that it needs', 'query($name: String!) { entity(name: $name) { name } }', 'GRAPH_INVALID'],
    [
      'of too many levels',
      `{ entity(name: "x") ${'{ parents '.repeat(12)} { name } ${'}'.repeat(12)} }`,
      'GRAPH_TOO_DEEP',
    ],
    [
      'of too many levels by fragments',
      `{ entity(name: "x") { ...a } } fragment a on Entity { ${'parents { '.repeat(6)} ...b ${'}'.repeat(6)} }
        fragment b on Entity { ${'parents { '.repeat(6)} name ${'}'.repeat(6)} }`,
      'GRAPH_TOO_DEEP',
    ],
    [
      'of too many values',
      '{ entities(first: 1000) { items { contents { contents { name driver } } } } }',
      'GRAPH_TOO_COSTLY',
    ],
    [
      'of too many values by other names',
      `{ ${Array.from({ length: mostValues / 10_000 }, (_, index) => `a${index}: subnets { used }`).join(' ')} }`,
      'GRAPH_TOO_COSTLY',
    ],
    ['longer than anybody means', `{ ${'version '.repeat(2001)} }`, 'GRAPH_INVALID'],
    ['of more than a page', '{ entities(first: 1001) { total } }', 'ARGUMENT_INVALID'],
    ['of a circle', '{ entity(name: "x") { ...a } } fragment a on Entity { parents { ...a } }', 'GRAPH_INVALID'],
  ])('one that is %s is refused', async (_, query, code) => {
    const statements = await countStatements(async () => expect(await codeOf(query)).toBe(code));
    // which version is read, and nothing more
    expect(statements).toBeLessThanOrEqual(2);
  });

  test('what is wrong with a part is told of the part', async () => {
    const { data, errors } = await ask('{ entity(name: "s0000") { name } a: entities(query: "(") { total } }');
    expect([data, errors?.[0]?.extensions.code, errors?.[0]?.path]).toEqual([null, 'QUERY_INVALID', ['a']]);
  });

  test('what was not begun with is 400 to who knows the media type', async () => {
    const send = (query: string, accept: string) =>
      http.ask({ method: 'POST', url: '/v1/graphql', body: { query }, headers: { accept } });
    const media = 'application/graphql-response+json';
    const [plain, known, right] = [await send('{', '*/*'), await send('{', media), await send('{ version }', media)];
    expect([plain.statusCode, known.statusCode, right.statusCode]).toEqual([200, 400, 200]);
    expect(right.headers['content-type']).toMatch(media);
    expect(plain.headers['content-type']).toMatch('application/json');
  });

  test('GET takes variables as a text', async () => {
    const url = '/v1/graphql?query=query($name:String!){entity(name:$name){name}}&variables=';
    expect(await http.get(`${url}${encodeURIComponent('{"name":"s0000"}')}`)).toEqual({
      data: { entity: { name: 's0000' } },
    });
    expect((await http.ask({ url: `${url}[` })).json()).toMatchObject({
      status: 400,
      errors: [{ pointer: 'variables' }],
    });
  });

  test('introspection tells the schema', async () => {
    const { __schema: told } = await tell(getIntrospectionQuery());
    expect(told.types.map(({ name }: Named) => name)).toContain('Entity');
    expect(told.mutationType).toBeNull();
  });

  test.each(examples)('the example of the page is answered: %s', async (query) => {
    const data = await tell(query);
    expect(JSON.stringify(data)).not.toMatch(/^\{"\w+":(?:null|\[\])/);
  });
});
