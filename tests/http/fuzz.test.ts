import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Endpoint } from '../../packages/clusto/src/api/endpoint.ts';
import { endpoints } from '../../packages/clusto/src/api/endpoints.ts';
import { openapi } from '../../packages/clusto/src/api/openapi.ts';
import { problemMedia, problemSchema } from '../../packages/clusto/src/api/problem.ts';
import { catalogue } from '../../packages/clusto/src/base/error-catalogue.ts';
import { BasicPowerStrip } from '../../packages/clusto/src/drivers/devices/basic-power-strip.ts';
import { BasicServer } from '../../packages/clusto/src/drivers/devices/basic-server.ts';
import { machineVerbs } from '../../packages/clusto/src/operations/verbs/machine-verbs.ts';
import { type VerbName, verbs } from '../../packages/clusto/src/operations/verbs/verbs.ts';
import { createMachine } from '../../packages/clusto/src/operations/vm/create-machine.ts';
import { planMachine } from '../../packages/clusto/src/operations/vm/machine-plan.ts';
import { arbitraryOfSchema, hostileTexts, type Schema } from '../support/arbitrary-of-schema.ts';
import { databases } from '../support/databases.ts';
import { useHttpServer } from '../support/http-server.ts';
import { fillStandInSite } from '../support/stand-in-inventory.ts';
import { StandInMachine, StandInManager } from '../support/stand-in-machine.ts';

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly schema: Schema;
  readonly required?: boolean;
}

interface Operation {
  readonly operationId: keyof typeof endpoints;
  readonly 'x-clusto-access': string;
  readonly parameters: readonly (Parameter | { readonly $ref: string })[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
}

const contract = openapi() as {
  paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
};

function resolve(ref: string): unknown {
  return ref
    .slice(2)
    .split('/')
    .reduce((value: unknown, name) => Reflect.get(Object(value), name), contract);
}

/** What is there in the demonstration, so that much of what is asked for is found. */
const entities = [
  's0000',
  's0001',
  's0002',
  'sv3-001',
  'sv3-001-sw1',
  'webservers',
  'production',
  'eqix-sv3',
  'subnet-dmz',
  'new01',
];
const some: Readonly<Record<string, readonly string[]>> = {
  names: ['v1000', 'v1001', 'v1002', 'powered', 'h1', 'h2', 's0000', 'vmnames', 'servernames'],
  hypervisor: ['h1', 'h2', 's0000'],
  host: ['h1', 'h2', 's0000'],
  manager: ['vms', 'servernames', 'subnet-dmz'],
  subnet: ['servers', 'subnet-dmz'],
  verb: Object.keys(verbs).filter((name) => verbs[name as VerbName].access !== 'operate' || name in machineVerbs),
  at: ['2', '3', '3', '3', '2030-01-01T00:00:00Z', '0', '9999'],
  since: ['0', '1', '2', '2020-01-01T00:00:00Z', 'yesterday'],
  until: ['1', '2', '2030-01-01T00:00:00Z'],
  from: ['0', '1', '2'],
  to: ['1', '2', 'switch1'],
  query: ['pool = webservers', 'clusto_type = server and not system.memory > 4', 'name = s*', '(((', 'owner = "a'],
  driver: ['penguinserver', 'pool', 'rack', 'basicdatacenter', 'PenguinServer', 'none'],
  attribute: ['system.memory', 'note', 'owner', 'ip.ipstring', '_hidden', 'a.b.c'],
  key: ['system', 'note', 'owner', 'ip', '_hidden', 'one.two'],
  subkey: ['memory', 'ipstring', 'a.b'],
  datatype: ['int', 'datetime', 'relation'],
  value: ['16384', 's0000', '2026-11-01T00:00:00Z', 'x'],
  expand: ['attributes', 'parents', 'contents.contents.attributes', 'ports', 'inherited', 'properties', 'addresses'],
  type: ['nic-eth', 'pwr-nema-5', 'console-serial', 'server'],
  number: ['1', '2', '0', '99'],
  version: ['1', '2', '3', '99'],
  ip: ['192.168.20.2', '192.168.0.1', '::1', 'nowhere'],
  network: ['192.168.0.0/16', '10.0.0.0/8', 'subnet-dmz', 'half/8'],
  networks: ['192.168.0.0/16', '10.0.0.0/8'],
  cursor: ['AAAA', 'eyJhIjoxfQ', '-'.repeat(2000)],
  code: ['NAME_TAKEN', 'NONE'],
  nameServers: ['ns.example.net', '-'],
  contact: ['dns@example.net', 'nobody'],
  domain: ['example.com', '..'],
  zone: ['example.com', 'x'],
  duration: ['1h', '30d', 'soon'],
};
const words = (name: string): readonly string[] => some[name] ?? entities;

const problem = 'problem';
const ajv = new Ajv2020({ strict: false });
ajv.addSchema(problemSchema, problem);

const chosen = Object.entries(contract.paths).flatMap(([path, methods]) =>
  Object.entries(methods)
    // what else reaches out would find no stand-in
    .filter(([, operation]) => operation['x-clusto-access'] !== 'operate' || /\/(?:vm|power)(?:-|$)/.test(path))
    .map(([method, operation]) => ({ path, method: method.toUpperCase() as 'GET', operation })),
);

interface Request {
  readonly name: keyof typeof endpoints;
  readonly method: 'GET';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

const asText = (value: unknown): string =>
  Array.isArray(value)
    ? value.map(asText).join(',')
    : typeof value === 'object'
      ? JSON.stringify(value)
      : String(value);

const encoded = (value: unknown): string => encodeURIComponent(asText(value).toWellFormed());

/** Once in so many times one of these. */
const rarely = (often: number, ...values: readonly string[]): fc.Arbitrary<string | undefined> =>
  fc.oneof(
    { weight: often - 1, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.constantFrom(...values) },
  );

/** Requests of one operation. */
function requestsOf({ path, method, operation }: (typeof chosen)[number]): fc.Arbitrary<Request> {
  const all = operation.parameters.map((one) => ('$ref' in one ? (resolve(one.$ref) as Parameter) : one));
  const valuesIn = (place: Parameter['in'], isWhole: boolean): fc.Arbitrary<Record<string, unknown>> => {
    const those = all.filter((one) => one.in === place);
    const values = those.map(({ name, schema }) => [
      name,
      arbitraryOfSchema(schema, name, words, (ref) => resolve(ref) as Schema),
    ]);
    const required = those.filter((one) => isWhole || one.required === true).map(({ name }) => name);
    return fc.record(Object.fromEntries(values) as Record<string, fc.Arbitrary<unknown>>, { requiredKeys: required });
  };
  const schema = operation.requestBody?.content['application/json']?.schema;
  const body =
    schema === undefined
      ? fc.constant(undefined)
      : arbitraryOfSchema(schema, 'body', words, (ref) => resolve(ref) as Schema);
  return fc
    .record({
      params: valuesIn('path', true),
      query: valuesIn('query', false),
      match: fc.constantFrom('*', '*', '*', '"1"', '"1-2"', 'W/"3"', 'what', '"999999999999999999999"'),
      key: rarely(5, 'one', 'two', 'three', 'x'.repeat(300)),
      extra: rarely(40, ...hostileTexts),
      body,
    })
    .map(({ params, query, match, key, extra, body: given }) => {
      const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encoded(params[name]));
      const asked = Object.entries(query).filter(([, value]) => !Array.isArray(value) || value.length > 0);
      const search = asked.map(([name, value]) => `${encoded(name)}=${encoded(value)}`);
      if (extra !== undefined) search.push(`${encoded(extra)}=1`);
      return {
        name: operation.operationId,
        method,
        url: search.length === 0 ? filled : `${filled}?${search.join('&')}`,
        headers: { 'if-match': match, ...(key === undefined ? {} : { 'idempotency-key': key }) },
        ...(given === undefined ? {} : { body: JSON.stringify(given) }),
      };
    });
}

/** A power strip that switches nothing. */
class StandInStrip extends BasicPowerStrip {
  static override readonly driverName: string = 'standinstrip';
  async setPowerOn(): Promise<void> {}
  async setPowerOff(): Promise<void> {}
  async reboot(): Promise<void> {}
}

/** Of what is operated more than of each other operation, as more of it is refused. */
const requests = fc.oneof(
  ...chosen.map((one) => ({
    weight: one.operation['x-clusto-access'] === 'operate' ? 4 : 1,
    arbitrary: requestsOf(one),
  })),
);

/** How many requests each database is asked. */
const runs = { sqlite: 500, postgres: 250 } as const;

describe.each(databases)('on $name', (kind) => {
  const folder = mkdtempSync(join(tmpdir(), 'clusto-fuzz-'));
  const http = useHttpServer(
    kind,
    {},
    { drivers: [StandInMachine, StandInManager, StandInStrip], settings: { 'plugin.standin': { folder } } },
  );
  beforeAll(async () => {
    await fillStandInSite(http.clusto);
    const strip = await http.clusto.create(StandInStrip, 'strip');
    const powered = await http.clusto.create(BasicServer, 'powered');
    await powered.connectPorts('pwr-nema-5', 1, strip, 1);
    for (let count = 0; count < 3; count += 1)
      await createMachine(http.clusto, await planMachine(http.clusto, { names: 'vmnames', subnet: 'servers' }));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('whatever the contract lets one ask, the answer is what it says, and never a mistake of the server', async () => {
    const statuses = new Map<number, number>();
    const operated = new Set<string>();
    const property = fc.asyncProperty(requests, async ({ name, ...request }) => {
      const endpoint: Endpoint = endpoints[name];
      const response = await http.ask(request);
      const { statusCode: status } = response;
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      expect(status, `${request.url}\n${response.body}`).toBeLessThan(500);
      if (status >= 400) {
        expect(response.headers['content-type']).toBe(problemMedia);
        const told = response.json();
        expect(ajv.validate(problem, told), ajv.errorsText()).toBe(true);
        expect(Object.keys(catalogue)).toContain(told.code);
        expect(response.body).not.toMatch(/\bat \S+ \(|node_modules|\.ts:\d/);
      } else if (status < 300 && endpoint.access === 'operate') operated.add(name);
    });
    const numRuns = Number(process.env['FUZZ_RUNS'] ?? runs[kind.name]);
    await fc.assert(property, { seed: Number(process.env['FUZZ_SEED'] ?? 20_261_128), numRuns, endOnFailure: true });
    // a run in which everything is refused says nothing
    const answered = [...statuses].filter(([status]) => status < 300).reduce((sum, [, count]) => sum + count, 0);
    expect(answered).toBeGreaterThan(numRuns / 6);
    expect(operated.size).toBeGreaterThan(2);
  }, 120_000);
});
