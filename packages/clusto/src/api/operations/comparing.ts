import { Type } from 'typebox';
import { acts, strictObject } from '../build-endpoint.ts';
import { type Endpoint } from '../endpoint.ts';
import { nullableText } from '../reply-parts.ts';

const text = Type.String();
const name = Type.String({ minLength: 1, maxLength: 255 });
const access = 'operate';
const ids = (description: string) =>
  Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 1000 }), { maxItems: 1000, description }));

const compared = {
  manager: Type.Optional(Type.String({ description: 'Only the hosts of this manager.' })),
  host: Type.Optional(Type.String({ description: 'Only this host.' })),
  timeout: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 3600, description: 'Seconds that a hypervisor has to answer; 30 otherwise.' }),
  ),
} as const;

const problems = {
  ENTITY_NOT_FOUND: 'body/manager',
  ENTITY_WRONG_DRIVER: 'body/manager',
  VM_HOST_FOREIGN: 'body/host',
} as const;

/** What compares the inventory with hypervisors: for who sees everything, since what is not seen would be taken for unknown. */
export const comparing = {
  compareMachines: acts({
    name: 'vm-sync',
    access,
    summary: 'Where the inventory and hypervisors differ',
    description: 'Needs the right to operate everything, and to see it.',
    body: strictObject(compared),
    reply: Type.Object({
      items: Type.Array(
        Type.Object({
          id: Type.String({ description: 'The same for as long as the difference is.' }),
          kind: text,
          host: text,
          clusto: text,
          hypervisor: text,
          remedy: nullableText('What ending it does; null where a person has to decide.'),
        }),
      ),
      silent: Type.Array(Type.Object({ host: name, detail: text }), {
        description: 'Hosts that could not be asked: nothing is known of them.',
      }),
    }),
    problems,
    examples: [
      { summary: 'all', body: {} },
      { summary: 'of no manager', body: { manager: 's0000' }, status: 400 },
    ],
  }),
  endDrift: acts({
    name: 'vm-sync-end',
    access,
    summary: 'End differences that are named: take in what is unknown, or do what the remedy says',
    description:
      'Each is named by its id, also volumes that no machine uses, which are deleted: there is no word for all of them. One that fails ends the work.',
    body: strictObject({
      ...compared,
      adopt: ids('Unknown domains, by the ids of their differences.'),
      fix: ids('Differences, by their ids.'),
    }),
    reply: Type.Object({
      items: Type.Array(
        Type.Object({
          id: text,
          machine: nullableText('Of an unknown domain: the machine that it is now.'),
          code: Type.Optional(Type.String({ description: 'Of the problem, where there was one.' })),
          detail: Type.Optional(text),
        }),
      ),
    }),
    problems: { ...problems, DRIFT_UNKNOWN: 'body/fix', DRIFT_UNFIXABLE: 'body/fix', NAME_TAKEN: 'body/adopt' },
    examples: [
      { summary: 'a volume', body: { fix: ['orphan-volume:xenhost1/v0999-root'] }, needs: 'a hypervisor' },
      { summary: 'what does not differ', body: { fix: ['memory:v7'] }, status: 404 },
    ],
  }),
} as const satisfies Readonly<Record<string, Endpoint>>;
