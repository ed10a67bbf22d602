import { type calls } from '../../../api/calls.ts';
import { type Endpoints } from '../../../api/endpoints.ts';
import { type HandlersOf } from '../handler.ts';
import { accessHandlers } from './access-handlers.ts';
import { answerHandlers } from './answer-handlers.ts';
import { attributeHandlers } from './attribute-handlers.ts';
import { bulkHandlers } from './bulk-handlers.ts';
import { changeHandlers } from './change-handlers.ts';
import { containmentHandlers } from './containment-handlers.ts';
import { entityHandlers } from './entity-handlers.ts';
import { graphHandlers } from './graph-handlers.ts';
import { historyHandlers } from './history-handlers.ts';
import { lookupHandlers } from './lookup-handlers.ts';
import { machineHandlers } from './machine-handlers.ts';
import { metaHandlers } from './meta-handlers.ts';
import { operationHandlers } from './operation-handlers.ts';
import { outputHandlers } from './output-handlers.ts';
import { portHandlers } from './port-handlers.ts';
import { resourceHandlers } from './resource-handlers.ts';
import { webhookHandlers } from './webhook-handlers.ts';

/** What each endpoint does; calls have a route for each verb. */
export const handlers: HandlersOf<Omit<Endpoints, keyof typeof calls>> = {
  ...metaHandlers,
  ...entityHandlers,
  ...attributeHandlers,
  ...bulkHandlers,
  ...containmentHandlers,
  ...portHandlers,
  ...resourceHandlers,
  ...lookupHandlers,
  ...machineHandlers,
  ...operationHandlers,
  ...answerHandlers,
  ...historyHandlers,
  ...graphHandlers,
  ...changeHandlers,
  ...outputHandlers,
  ...accessHandlers,
  ...webhookHandlers,
};
