import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { type Endpoint, type Example } from '../../packages/clusto/src/api/endpoint.ts';
import { endpoints } from '../../packages/clusto/src/api/endpoints.ts';
import { problemMedia, problemSchema } from '../../packages/clusto/src/api/problem.ts';
import { databases } from '../support/databases.ts';
import { useHttpServer } from '../support/http-server.ts';

const ajv = new Ajv2020({ strict: false, allErrors: true });
const all = Object.entries<Endpoint>(endpoints);

const urlOf = ({ path }: Endpoint, { params = {}, query = {} }: Example): string => {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
  const search = new URLSearchParams(
    Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]),
  );
  return search.size === 0 ? filled : `${filled}?${search.toString()}`;
};

describe.each(databases)('on $name', (kind) => {
  const http = useHttpServer(kind);

  // in the order of the contract: later examples go on from earlier ones
  const examples = all.flatMap(([name, endpoint]) =>
    endpoint.examples.filter(({ needs }) => needs === undefined).map((example) => ({ name, endpoint, example })),
  );
  test.each(examples)('$name answers its example: $example.summary', async ({ endpoint, example }) => {
    const { headers = {}, body, status = endpoint.status } = example;
    const response = await http.ask({ method: endpoint.method, url: urlOf(endpoint, example), headers, body });
    expect(response.statusCode, response.body).toBe(status);
    if (status >= 400) {
      expect(response.headers['content-type']).toMatch(problemMedia);
      expect(ajv.validate(problemSchema, response.json()), ajv.errorsText()).toBe(true);
    }
  });
});

test('every endpoint has an example that works', () => {
  const without = all.filter(([, { examples, status }]) => !examples.some((one) => (one.status ?? status) < 400));
  expect(without.map(([name]) => name)).toEqual([]);
});
