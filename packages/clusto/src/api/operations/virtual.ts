import { Type } from 'typebox';
import { acts, changes, strictObject } from '../build-endpoint.ts';
import { type Endpoint } from '../endpoint.ts';
import { itemsOf } from '../reply-parts.ts';
import { machineSchema } from '../machines.ts';
import { chosen, chosenProblems } from './chosen.ts';

const text = Type.String();
const name = Type.String({ minLength: 1, maxLength: 255 });
const access = 'operate';

/** What came of each of several things; the others go on where one fails. */
export const outcomes = itemsOf(
  Type.Object({
    name: text,
    ok: Type.Boolean(),
    code: Type.Optional(Type.String({ description: 'Of the problem, where there was one.' })),
    detail: Type.Optional(text),
    value: Type.Optional(Type.Unknown()),
  }),
);

const needs = 'a hypervisor';
const example = (summary: string) => [{ summary, body: { names: ['v1000'] }, needs }] as const;
const hostProblems = { ...chosenProblems, VM_HOST_FOREIGN: 'body/names' } as const;
const problems = { ...chosenProblems, NOT_A_MACHINE: 'body/names' } as const;

/** What a new machine is to be. */
const machine = {
  name: Type.Optional(name),
  manager: Type.Optional(name),
  names: Type.Optional(Type.String({ description: 'The name manager.' })),
  subnet: Type.Optional(name),
  pools: Type.Optional(Type.Array(name, { maxItems: 50 })),
  hypervisor: Type.Optional(Type.String({ description: 'The host that it is to be on.' })),
  force: Type.Optional(Type.Boolean({ description: 'Also when that host is full or reserved.' })),
  placement: Type.Optional(Type.Enum(['smallest', 'pack', 'spread'])),
  sameRack: Type.Optional(name),
  otherRack: Type.Optional(Type.Array(name, { maxItems: 50 })),
  disk: Type.Optional(Type.Integer({ minimum: 1, description: 'GB; 10 unless told otherwise.' })),
  memory: Type.Optional(Type.Integer({ minimum: 1, description: 'MB; 1024 unless told otherwise.' })),
  swap: Type.Optional(Type.Integer({ minimum: 0, description: 'MB; 512 unless told otherwise.' })),
  cpu: Type.Optional(Type.Integer({ minimum: 1 })),
  image: Type.Optional(text),
  boot: Type.Optional(text),
  mac: Type.Optional(text),
} as const;
const machineProblems = {
  NAME_TAKEN: 'body/name',
  ENTITY_NOT_FOUND: '',
  MACHINE_CHOICE_MISSING: '',
  MACHINE_CHOICE_AMBIGUOUS: '',
  MAC_TAKEN: 'body/mac',
} as const;

/** What is done to virtual machines, at their hypervisors. */
export const virtual = {
  createMachine: acts({
    name: 'vm-create',
    access,
    summary: 'Create a virtual machine: it is there as a whole afterwards, or not at all',
    body: strictObject({
      ...machine,
      start: Type.Optional(Type.Boolean()),
      keep: Type.Optional(Type.Boolean({ description: 'Leaves what was recorded when it cannot be created.' })),
    }),
    reply: machineSchema,
    problems: machineProblems,
    examples: [
      {
        summary: 'a small one',
        query: { message: 'for the build' },
        body: { disk: 20, memory: 1024, start: true },
        needs,
      },
      { summary: 'where there is no manager', body: {}, status: 404 },
    ],
  }),
  planMachines: acts({
    name: 'vm-plan',
    access,
    summary: 'What creating virtual machines would make, chosen and checked as it would be',
    body: strictObject({ ...machine, count: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })) }),
    reply: itemsOf(machineSchema),
    problems: machineProblems,
    examples: [
      { summary: 'two', body: { disk: 20, count: 2 }, needs },
      { summary: 'where there is no manager', body: {}, status: 404 },
    ],
  }),
  deleteMachines: acts({
    name: 'vm-delete',
    access,
    summary: 'Delete virtual machines with their disks',
    body: strictObject(chosen),
    reply: outcomes,
    problems,
    examples: example('a machine'),
  }),
  startMachines: acts({
    name: 'vm-start',
    access,
    summary: 'Start virtual machines; one that runs is fine',
    body: strictObject(chosen),
    reply: outcomes,
    problems,
    examples: example('a machine'),
  }),
  stopMachines: acts({
    name: 'vm-stop',
    access,
    summary: 'Shut virtual machines down, and wait until they have',
    body: strictObject({
      ...chosen,
      force: Type.Optional(Type.Boolean({ description: 'Cut the power of one that has not shut down in time.' })),
      grace: Type.Optional(
        Type.Integer({ minimum: 0, maximum: 3600, description: 'How long one has to shut down, in seconds.' }),
      ),
    }),
    reply: outcomes,
    problems,
    examples: example('a machine'),
  }),
  rebootMachines: acts({
    name: 'vm-reboot',
    access,
    summary: 'Reboot virtual machines',
    body: strictObject(chosen),
    reply: outcomes,
    problems,
    examples: example('a machine'),
  }),
  destroyMachines: acts({
    name: 'vm-destroy',
    access,
    summary: 'Cut the power of virtual machines; they stay',
    body: strictObject(chosen),
    reply: outcomes,
    problems,
    examples: example('a machine'),
  }),
  migrateMachines: acts({
    name: 'vm-migrate',
    access,
    summary: 'Move virtual machines to another host',
    body: strictObject({
      ...chosen,
      host: Type.Optional(name),
      force: Type.Optional(Type.Boolean()),
      copyStorage: Type.Optional(Type.Boolean()),
    }),
    reply: outcomes,
    problems,
    examples: example('a machine'),
  }),
  repairMachines: acts({
    name: 'vm-repair',
    access,
    summary: 'Finish what was interrupted with virtual machines, or undo it',
    body: strictObject({ ...chosen, undo: Type.Optional(Type.Boolean()) }),
    reply: outcomes,
    problems,
    examples: example('a machine'),
  }),
  reserveHosts: changes({
    name: 'vm-reserve',
    summary: 'Keep further virtual machines from hosts',
    body: strictObject(chosen),
    reply: itemsOf(Type.Object({ host: text })),
    problems: hostProblems,
    examples: [
      { summary: 'a host', body: { names: ['xenhost1'] }, needs },
      { summary: 'what is no host', body: { names: ['s0000'] }, status: 409 },
    ],
  }),
  unreserveHosts: changes({
    name: 'vm-unreserve',
    summary: 'Let virtual machines on hosts again',
    body: strictObject(chosen),
    reply: itemsOf(Type.Object({ host: text })),
    problems: hostProblems,
    examples: [{ summary: 'a host', body: { names: ['xenhost1'] }, needs }],
  }),
  drainHosts: changes({
    name: 'vm-drain',
    summary: 'Reserve hosts, and tell which virtual machines are still on them, to be migrated or deleted',
    body: strictObject(chosen),
    reply: itemsOf(Type.Object({ host: text, machines: Type.Array(text) })),
    problems: hostProblems,
    examples: [{ summary: 'a host', body: { names: ['xenhost1'] }, needs }],
  }),
  askMachines: acts({
    name: 'vm-status',
    access: 'operate',
    summary: 'Ask hypervisors how virtual machines are',
    body: strictObject(chosen),
    reply: outcomes,
    problems,
    examples: [{ summary: 'what is no machine', body: { names: ['s0000'] }, status: 400 }, ...example('a machine')],
  }),
} as const satisfies Readonly<Record<string, Endpoint>>;
