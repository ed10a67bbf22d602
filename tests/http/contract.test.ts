import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Validator } from '@seriousme/openapi-schema-validator';
import SwaggerParser from '@apidevtools/swagger-parser';
import { describe, expect, test } from 'vitest';
import { type Endpoint } from '../../packages/clusto/src/api/endpoint.ts';
import { endpoints } from '../../packages/clusto/src/api/endpoints.ts';
import { tags } from '../../packages/clusto/src/api/tags.ts';
import { catalogue } from '../../packages/clusto/src/base/error-catalogue.ts';

const file = join(import.meta.dirname, '../../packages/clusto/openapi.json');
const read = (): { paths: Record<string, Record<string, { operationId: string }>> } =>
  JSON.parse(readFileSync(file, 'utf8')) as ReturnType<typeof read>;
const all = Object.entries<Endpoint>(endpoints);

describe('the OpenAPI document', () => {
  test('is valid to one validator', async () => {
    expect(await new Validator().validate(read())).toEqual({ valid: true });
  });

  test('is valid to another', async () => {
    await expect(SwaggerParser.validate(file)).resolves.toBeDefined();
  });

  test('has every endpoint', () => {
    const { paths } = read();
    const names = Object.values(paths).flatMap((methods) =>
      Object.values(methods).map(({ operationId }) => operationId),
    );
    expect(names.sort()).toEqual(Object.keys(endpoints).sort());
  });
});

describe.each(all)('the endpoint %s', (_, endpoint) => {
  test('says who may use it', () => {
    expect(endpoint.access).toMatch(/^(?:open|read|write|operate|admin)$/);
    if (endpoint.isWrite) expect(endpoint.access, 'what writes is not for readers').not.toMatch(/^(?:open|read)$/);
  });

  test('takes what its path names', () => {
    const inPath = [...endpoint.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    expect(Object.keys(endpoint.params.properties)).toEqual(inPath);
  });

  test('says of each problem where in the request it is', () => {
    const namesIn: Readonly<Record<string, string[]>> = {
      path: Object.keys(endpoint.params.properties),
      query: Object.keys(endpoint.query.properties),
      body: Object.keys(Reflect.get(endpoint.body ?? {}, 'properties') ?? {}),
    };
    for (const [code, place] of Object.entries(endpoint.problems)) {
      expect(catalogue).toHaveProperty(code);
      const [where = '', name = ''] = place.split('/');
      if (place !== '') expect(namesIn[where], `${code} at ${place}`).toContain(name);
    }
  });

  test('is of a known subject', () => expect(Object.keys(tags)).toContain(endpoint.tag));
});
