import { Type } from 'typebox';
import { asks, changes, strictObject } from '../build-endpoint.ts';
import { type Endpoint } from '../endpoint.ts';
import { itemsOf, listOf, nullableText } from '../reply-parts.ts';
import { chosen, chosenProblems } from './chosen.ts';

const text = Type.String();

const drift = Type.Object({
  kind: Type.Enum(['attribute', 'cable', 'address', 'stranger', 'hardware', 'ip']),
  entity: text,
  attribute: text,
  intended: nullableText('null where nothing is meant'),
  observed: text,
  source: Type.String({ description: 'Who says so.' }),
  since: text,
  dismissed: nullableText('who does not want to hear of it'),
});

/** What settles that something is otherwise than it is meant. */
export const settling = {
  listDrift: asks({
    name: 'drift',
    summary: 'Where switches and hosts say otherwise than is meant, newest first',
    body: strictObject({
      ...chosen,
      dismissed: Type.Optional(Type.Boolean({ description: 'Also what was dismissed.' })),
    }),
    reply: listOf(drift),
    isTimely: true,
    problems: chosenProblems,
    examples: [
      { summary: 'all', body: {} },
      { summary: 'of a server', body: { names: ['s0000'], dismissed: true } },
    ],
  }),
  acceptDrift: changes({
    name: 'drift-accept',
    summary: 'Have what was observed of entities be what is meant',
    body: strictObject(chosen),
    reply: Type.Object({
      accepted: Type.Array(drift),
      left: Type.Array(drift, { description: 'What belongs to nothing, and so can be meant of nothing.' }),
    }),
    problems: { ...chosenProblems, PORT_TAKEN: 'body/names', MAC_TAKEN: 'body/names' },
    examples: [{ summary: 'of a server', body: { names: ['s0000'] } }],
  }),
  dismissDrift: changes({
    name: 'drift-dismiss',
    summary: 'Have the drift of entities not be listed any more, for as long as the same is observed',
    body: strictObject(chosen),
    reply: itemsOf(drift),
    problems: chosenProblems,
    examples: [{ summary: 'of a server', body: { names: ['s0000'] } }],
  }),
  clearDeclined: changes({
    name: 'dhcp-clear',
    summary: 'Have addresses that were declined be offered again before their time',
    body: strictObject({
      ips: Type.Array(Type.String({ minLength: 1, maxLength: 64 }), { minItems: 1, maxItems: 1000 }),
    }),
    reply: Type.Object({
      cleared: Type.Array(text),
      left: Type.Array(text, { description: 'Those that nobody has declined.' }),
    }),
    problems: { IP_INVALID: 'body/ips' },
    examples: [
      { summary: 'one that nobody has declined', body: { ips: ['192.0.2.1'] } },
      { summary: 'what is no address', body: { ips: ['x'] }, status: 400 },
    ],
  }),
} as const satisfies Readonly<Record<string, Endpoint>>;
