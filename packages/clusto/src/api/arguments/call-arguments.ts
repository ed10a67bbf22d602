import { type Static } from 'typebox';
import { accessArguments } from './access-arguments.ts';
import { deviceArguments } from './device-arguments.ts';
import { entityArguments } from './entity-arguments.ts';
import { historyArguments } from './history-arguments.ts';
import { discoveryArguments } from './discovery-arguments.ts';
import { ec2Arguments } from './ec2-arguments.ts';
import { machineArguments } from './machine-arguments.ts';
import { outputArguments } from './output-arguments.ts';
import { powerArguments } from './power-arguments.ts';
import { resourceArguments } from './resource-arguments.ts';
import { upkeepArguments } from './upkeep-arguments.ts';
import { webhookArguments } from './webhook-arguments.ts';

/** What each operation takes that can be called by its name, as it goes over the wire. */
export const callArguments = {
  ...entityArguments,
  ...deviceArguments,
  ...resourceArguments,
  ...machineArguments,
  ...powerArguments,
  ...ec2Arguments,
  ...discoveryArguments,
  ...historyArguments,
  ...outputArguments,
  ...accessArguments,
  ...webhookArguments,
  ...upkeepArguments,
} as const;

export type CallArguments = typeof callArguments;
/** What an operation is given, as it goes over the wire. */
export type ArgumentsOf<Name extends keyof CallArguments> = Static<CallArguments[Name]>;
