import { Ajv2020 } from 'ajv/dist/2020.js';
import { type LightMyRequestResponse } from 'fastify';
import { type Endpoint } from '../../packages/clusto/src/api/endpoint.ts';
import { endpoints } from '../../packages/clusto/src/api/endpoints.ts';

const ajv = new Ajv2020({ strict: false });

/** Those that answer in JSON, each with what its paths look like; a path without parameters comes first. */
const answering = Object.entries<Endpoint>(endpoints)
  .filter(([, { reply, media }]) => reply !== undefined && media === undefined)
  .map(([name, { method, path, reply }]) => ({
    name,
    method: method as string,
    reply,
    isPlain: !path.includes('{'),
    pattern: new RegExp(`^${path.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}$`),
  }))
  .sort((one, other) => Number(other.isPlain) - Number(one.isPlain));

/** Holds an answer that works against the contract. @throws Error where it is not what the contract says */
export function checkReply(method: string, url: string, response: LightMyRequestResponse): void {
  const isJson = String(response.headers['content-type']).startsWith('application/json');
  if (![200, 201].includes(response.statusCode) || !isJson || 'content-encoding' in response.headers) return;
  const path = url.split('?')[0] ?? '';
  const endpoint = answering.find((one) => one.method === method && one.pattern.test(path));
  if (endpoint?.reply === undefined) return;
  const { name, reply } = endpoint;
  if (ajv.getSchema(name) === undefined) ajv.addSchema(reply, name);
  if (!ajv.validate(name, response.json()))
    throw new Error(`the answer of ${name} is not what the contract says: ${ajv.errorsText()}`);
}
