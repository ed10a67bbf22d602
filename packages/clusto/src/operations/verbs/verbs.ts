import { accessVerbs } from './access-verbs.ts';
import { deviceVerbs } from './device-verbs.ts';
import { discoveryVerbs } from './discovery-verbs.ts';
import { ec2Verbs } from './ec2-verbs.ts';
import { entityVerbs } from './entity-verbs.ts';
import { historyVerbs } from './history-verbs.ts';
import { machineVerbs } from './machine-verbs.ts';
import { outputVerbs } from './output-verbs.ts';
import { powerVerbs } from './power-verbs.ts';
import { resourceVerbs } from './resource-verbs.ts';
import { upkeepVerbs } from './upkeep-verbs.ts';
import type { Verb } from './verb.ts';
import { webhookVerbs } from './webhook-verbs.ts';

/** Everything that can be called by its name, with the right that it needs. */
export const verbs = {
  ...entityVerbs,
  ...deviceVerbs,
  ...resourceVerbs,
  ...machineVerbs,
  ...powerVerbs,
  ...ec2Verbs,
  ...discoveryVerbs,
  ...historyVerbs,
  ...outputVerbs,
  ...accessVerbs,
  ...webhookVerbs,
  ...upkeepVerbs,
} as const satisfies Readonly<Record<string, Verb<never[], unknown>>>;

export type Verbs = typeof verbs;
export type VerbName = keyof Verbs;
