import { Type } from 'typebox';
import { count, fields, flag, maybe, moment, optional, takes, text } from './told.ts';

/** Of the operations on webhooks. */
export const webhookArguments = {
  listWebhooks: takes(),
  showWebhook: takes(text),
  createWebhook: takes(
    fields({ name: text, url: text, query: optional(text), merge: optional(flag), since: optional(moment) }),
  ),
  changeWebhook: takes(
    text,
    fields({ url: optional(text), query: optional(Type.Union([text, Type.Null()])), merge: optional(flag) }),
  ),
  pauseWebhook: takes(text),
  resumeWebhook: takes(text),
  rotateWebhook: takes(text, maybe(fields({ overlap: optional(text) }))),
  deleteWebhook: takes(text),
  testWebhook: takes(text),
  listDeadLetters: takes(maybe(text)),
  resendDeadLetters: takes(text, maybe(Type.Array(count))),
} as const;
