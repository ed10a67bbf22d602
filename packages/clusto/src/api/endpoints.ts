import { attributes } from './attributes.ts';
import { type Endpoint } from './endpoint.ts';
import { entities } from './entities.ts';
import { meta } from './meta.ts';

/** Every endpoint, by the name of its operation. */
export const endpoints = { ...meta, ...entities, ...attributes } as const satisfies Readonly<Record<string, Endpoint>>;

export type Endpoints = typeof endpoints;
