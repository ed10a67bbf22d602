import { Type } from 'typebox';
import { asks, strictObject } from '../build-endpoint.ts';
import { type Endpoint } from '../endpoint.ts';
import { listOf, nullableInteger, nullableText } from '../reply-parts.ts';

const text = Type.String();

/** What asks the inventory a question of its own. */
export const explaining = {
  explainDhcp: asks({
    name: 'dhcp-explain',
    summary: 'The DHCP answer that a client gets, and where each field comes from; or why there is none',
    body: strictObject({
      client: Type.String({ minLength: 1, maxLength: 255, description: 'A MAC address, known or not; or an entity.' }),
      arch: Type.Optional(Type.String({ description: 'What it boots with: `bios`, `efi-x64`, …' })),
      isIpxe: Type.Optional(Type.Boolean()),
      family: Type.Optional(Type.Enum([4, 6])),
      network: Type.Optional(Type.String({ description: 'An address of the network that it asks from.' })),
    }),
    reply: listOf(
      Type.Object({
        entity: nullableText('null for a client that is not known'),
        mac: nullableText('null where it has none'),
        network: nullableText('null where it is on none'),
        answer: nullableText('`offer`, `advertise`; null where there is none'),
        because: nullableText('why there is none'),
        fields: Type.Array(
          Type.Object({
            field: text,
            code: nullableInteger('of an option'),
            value: Type.Unknown(),
            entity: nullableText('whose attribute says so'),
            attribute: nullableText('which'),
            version: nullableInteger('that wrote it'),
            rule: nullableText('what says so where no attribute does'),
          }),
        ),
      }),
    ),
    problems: {
      ENTITY_NOT_FOUND: 'body/client',
      ENTITY_AMBIGUOUS: 'body/client',
      IP_INVALID: 'body/network',
      ARGUMENT_INVALID: 'body/arch',
    },
    examples: [
      { summary: 'a server', body: { client: 's0000' } },
      { summary: 'what nothing has', body: { client: 'nothing' }, status: 404 },
    ],
  }),
} as const satisfies Readonly<Record<string, Endpoint>>;
