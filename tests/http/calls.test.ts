import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openapi } from '../../packages/clusto/src/api/openapi.ts';
import { verbs } from '../../packages/clusto/src/operations/verbs/verbs.ts';
import { arbitraryOfSchema, type Schema } from '../support/arbitrary-of-schema.ts';
import { databases } from '../support/databases.ts';
import { useHttpServer } from '../support/http-server.ts';

const [sqlite] = databases;
if (sqlite === undefined) throw new Error('there is no SQLite');
const http = useHttpServer(sqlite);

const { schemas } = (openapi() as { components: { schemas: Readonly<Record<string, Schema>> } }).components;
const resolve = (ref: string): Schema => schemas[ref.replace('#/components/schemas/', '')] ?? {};
const call = (verb: string, ...calls: unknown[]) =>
  http.ask({ method: 'POST', url: `/v1/calls/${verb}`, body: { calls } });

test.each([
  ['listEntities', [{ type: 7 }], '#/calls/0/0/type', 'must be string'],
  ['listEntities', [{ kind: 'server' }], '#/calls/0/0/kind', 'is not known here'],
  ['createEntity', [{ name: 'a' }], '#/calls/0/0/driver', 'is missing'],
  ['rename', ['web1'], '#/calls/0', 'must NOT have fewer than 2 items'],
  ['rename', ['web1', 'web2', 'web3'], '#/calls/0', 'must NOT have more than 2 items'],
  ['getEntity', [{ $: 'undefined' }], '#/calls/0/0', 'must be string'],
  ['findOrphans', [7], '#/calls/0/0', 'must be string'],
  ['diffVersions', [{ $: 'date', value: 1e300 }, 1, {}], '#/calls/0/0', 'must be string'],
  ['changePool', ['empty', 'web', []], '#/calls/0/0', 'must be equal to one of the allowed values: insert, remove'],
  ['deleteEntities', [['web1']], '#/calls/0/0/0', 'must be object'],
])('what %s is given is held against its schema: %j', async (verb, given, pointer, detail) => {
  const answer = await call(verb, given);
  expect(answer.statusCode).toBe(400);
  expect(answer.json()).toMatchObject({ code: 'REQUEST_INVALID', errors: [{ in: 'body', pointer, detail }] });
});

test('each operation says in the OpenAPI document what it takes', () => {
  const named = Object.keys(schemas).filter((name) => name.startsWith('Arguments.'));
  expect(named.map((name) => name.slice('Arguments.'.length)).sort()).toEqual(Object.keys(verbs).sort());
});

test('what its schema allows is answered, or refused with a reason', async () => {
  const entity = await http.clusto.getByName('s0000');
  const told = { $: 'entity', value: { id: entity.id, name: entity.name } };
  const words = (name: string): readonly string[] =>
    ({ query: ['type = server', '((('], manager: ['servernames'], format: ['%name'] })[name] ?? [
      's0000',
      'sv3-001',
      '2',
    ];
  const asking = Object.entries(verbs).filter(([, { kind }]) => kind === 'asks');
  const arbitrary = (name: string) =>
    arbitraryOfSchema({ $ref: `#/components/schemas/Arguments.${name}` }, '', words, (ref) =>
      ref.endsWith('/ToldEntity') ? { const: told } : resolve(ref),
    );
  const worked = new Set<string>();
  for (const [name] of asking) {
    const property = fc.asyncProperty(arbitrary(name), async (given) => {
      const { statusCode, body } = await call(name, given);
      expect(statusCode, `${name} ${JSON.stringify(given)} ${body}`).toBeLessThan(500);
      if (statusCode === 200) worked.add(name);
    });
    await fc.assert(property, { numRuns: 3, seed: 1 });
  }
  expect(worked.size).toBeGreaterThan(asking.length / 2);
});
