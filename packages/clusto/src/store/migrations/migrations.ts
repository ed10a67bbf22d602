import { initial } from './0001-initial.ts';
import { loads } from './0002-loads.ts';
import { changes } from './0003-changes.ts';
import { expiries } from './0004-expiries.ts';
import { applied } from './0005-applied.ts';
import { observations } from './0006-observations.ts';
import { access } from './0007-access.ts';
import { answers } from './0008-answers.ts';
import { webhooks } from './0009-webhooks.ts';
import type { Migration } from './migration.ts';

/** Every step from an empty database to the schema of this clusto, in order. A step that was released never changes. */
export const migrations: readonly Migration[] = [
  initial,
  loads,
  changes,
  expiries,
  applied,
  observations,
  access,
  answers,
  webhooks,
];
