import { attributes } from './attributes.ts';
import { containment } from './containment.ts';
import { type Endpoint } from './endpoint.ts';
import { entities } from './entities.ts';
import { history } from './history.ts';
import { lookups } from './lookups.ts';
import { meta } from './meta.ts';
import { ports } from './ports.ts';
import { resources } from './resources.ts';

/** Every endpoint, by the name of its operation. */
export const endpoints = {
  ...meta,
  ...entities,
  ...attributes,
  ...containment,
  ...ports,
  ...resources,
  ...lookups,
  ...history,
} as const satisfies Readonly<Record<string, Endpoint>>;

export type Endpoints = typeof endpoints;
