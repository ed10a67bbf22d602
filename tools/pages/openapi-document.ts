import { openapi } from '../../packages/clusto/src/api/openapi.ts';

/** packages/clusto/openapi.json: the HTTP contract, as the package brings it. */
export function openapiDocument(): string {
  return `${JSON.stringify(openapi(), null, 2)}\n`;
}
