import { Type } from 'typebox';
import { reads } from './build-endpoint.ts';
import { type Endpoint } from './endpoint.ts';
import { listOf, nullableText } from './reply-parts.ts';

const tag = 'machines';
const text = Type.String();

const manager = {
  manager: Type.Optional(Type.String({ description: 'Only those of this manager of virtual machines.' })),
} as const;
const problems = { ENTITY_NOT_FOUND: 'query/manager', ENTITY_WRONG_DRIVER: 'query/manager' } as const;

const amount = Type.Object({ used: Type.Number(), total: Type.Number() });
const amounts = { machines: Type.Integer(), memory: amount, disk: amount, cpucount: amount } as const;

/** A machine without what its hypervisor says. */
export const machineSchema = Type.Object({
  name: text,
  driver: text,
  manager: nullableText('null where none has placed it'),
  host: nullableText('null where it has no place'),
  addresses: Type.Array(text),
  macs: Type.Array(text),
  pools: Type.Array(text),
  attributes: Type.Record(text, Type.Unknown()),
  unfinished: nullableText('The operation that has not come to its end.'),
});

export const machines = {
  listMachines: reads({
    path: '/v1/machines',
    tag,
    summary: 'The virtual machines that have a place, by host and name',
    params: {},
    query: manager,
    reply: listOf(
      Type.Object({
        name: text,
        manager: text,
        host: text,
        hostAddress: nullableText('the first one'),
        address: nullableText('the first one'),
      }),
    ),
    problems,
    examples: [{ summary: 'all' }],
  }),
  getMachine: reads({
    path: '/v1/machines/{machine}',
    tag,
    summary: 'A virtual machine, as the inventory knows it',
    params: { machine: Type.String({ minLength: 1, maxLength: 255 }) },
    query: {},
    reply: machineSchema,
    problems: { ENTITY_NOT_FOUND: 'path/machine', NOT_A_MACHINE: 'path/machine' },
    examples: [
      { summary: 'a machine', params: { machine: 'v1000' }, needs: 'a virtual machine' },
      { summary: 'what is none', params: { machine: 's0000' }, status: 400 },
    ],
  }),
  getCapacity: reads({
    path: '/v1/capacity',
    tag,
    summary: 'What hosts have, and how much of it is given to machines: MB of memory, GB of disk, CPUs',
    params: {},
    query: manager,
    reply: listOf(
      Type.Object({
        manager: text,
        hosts: Type.Array(Type.Object({ host: text, isReserved: Type.Boolean(), ...amounts })),
        total: Type.Object(amounts),
      }),
    ),
    problems,
    examples: [{ summary: 'all' }],
  }),
} as const satisfies Readonly<Record<string, Endpoint>>;
