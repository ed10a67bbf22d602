import type { IncomingHttpHeaders } from 'node:http';

/** A resource as JSON. What it holds is checked where it is read. */
export type RedfishBody = Readonly<Record<string, unknown>>;

export interface RedfishAnswer {
  readonly body: RedfishBody;
  readonly headers: IncomingHttpHeaders;
}

/** What is below a path of names; undefined where there is nothing. */
export function inside(body: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, name) => (typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined),
    body,
  );
}

/** The path that a link leads to; undefined where there is none. */
export function linkOf(body: unknown, ...path: readonly string[]): string | undefined {
  return textIn(body, ...path, '@odata.id');
}

/** A text below a path of names; undefined where there is none. */
export function textIn(body: unknown, ...path: readonly string[]): string | undefined {
  const value = inside(body, ...path);
  return typeof value === 'string' ? value : undefined;
}

/** The texts of a list; none where there is no list. */
export function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

/** What an error says, by `@Message.ExtendedInfo` (DSP0266, 8.6), else in its one sentence. */
export function messagesOf(body: RedfishBody): { readonly code: string; readonly text: string }[] {
  const list = inside(body, 'error', '@Message.ExtendedInfo');
  const messages = (Array.isArray(list) ? list : []).map((one: unknown) => ({
    code: textIn(one, 'MessageId') ?? '',
    text: textIn(one, 'Message') ?? textIn(one, 'MessageId') ?? '',
  }));
  const text = textIn(body, 'error', 'message');
  return messages.length > 0 || text === undefined ? messages : [{ code: textIn(body, 'error', 'code') ?? '', text }];
}
