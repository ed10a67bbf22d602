import { type Endpoints } from '../../../api/endpoints.ts';
import { type HandlersOf } from '../handler.ts';
import { attributeHandlers } from './attribute-handlers.ts';
import { entityHandlers } from './entity-handlers.ts';
import { metaHandlers } from './meta-handlers.ts';

/** What each endpoint does. */
export const handlers: HandlersOf<Endpoints> = { ...metaHandlers, ...entityHandlers, ...attributeHandlers };
