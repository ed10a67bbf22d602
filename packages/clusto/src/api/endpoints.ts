import { access } from './access.ts';
import { answers } from './answers.ts';
import { attributes } from './attributes.ts';
import { bulk } from './bulk.ts';
import { calls } from './calls.ts';
import { changes } from './changes.ts';
import { containment } from './containment.ts';
import { type Endpoint } from './endpoint.ts';
import { entities } from './entities.ts';
import { graph } from './graph.ts';
import { history } from './history.ts';
import { lookups } from './lookups.ts';
import { machines } from './machines.ts';
import { meta } from './meta.ts';
import { operations } from './operations.ts';
import { outputs } from './outputs.ts';
import { ports } from './ports.ts';
import { resources } from './resources.ts';
import { webhooks } from './webhooks.ts';

/** Every endpoint, by the name of its operation. */
export const endpoints = {
  ...meta,
  ...entities,
  ...attributes,
  ...bulk,
  ...containment,
  ...ports,
  ...resources,
  ...lookups,
  ...machines,
  ...operations,
  ...answers,
  ...history,
  ...graph,
  ...changes,
  ...outputs,
  ...access,
  ...webhooks,
  ...calls,
} as const satisfies Readonly<Record<string, Endpoint>>;

export type Endpoints = typeof endpoints;
