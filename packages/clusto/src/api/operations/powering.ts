import { Type } from 'typebox';
import { acts, strictObject } from '../build-endpoint.ts';
import { type Endpoint } from '../endpoint.ts';
import { chosen, chosenProblems } from './chosen.ts';
import { outcomes } from './virtual.ts';

const needs = 'power strips that answer';
const method = {
  method: Type.Optional(
    Type.Enum(['redfish', 'ipmi', 'pdu'], {
      description: 'By which means, instead of what attributes and cables say.',
    }),
  ),
} as const;
const action = {
  action: Type.Enum(['on', 'off', 'soft', 'reboot'], {
    description: '`soft` asks the operating system to shut down.',
  }),
} as const;

/** What is done to the power of devices. */
export const powering = {
  planPower: acts({
    name: 'power-plan',
    access: 'operate',
    summary: 'What switching devices would send where; to find it out, they are asked how they are',
    body: strictObject({ ...chosen, ...action, ...method }),
    reply: outcomes,
    problems: chosenProblems,
    examples: [{ summary: 'off', body: { names: ['s0000'], action: 'off' }, needs }],
  }),
  switchPower: acts({
    name: 'power',
    access: 'operate',
    summary: 'Switch devices on or off, or reboot them, one after the other',
    body: strictObject({ ...chosen, ...action, ...method }),
    reply: outcomes,
    problems: chosenProblems,
    examples: [{ summary: 'a reboot', body: { names: ['s0000'], action: 'reboot' }, needs }],
  }),
  askPower: acts({
    name: 'power-status',
    access: 'operate',
    summary: 'Ask whether devices have power',
    body: strictObject({ ...chosen, ...method }),
    reply: outcomes,
    problems: chosenProblems,
    examples: [{ summary: 'a server', body: { names: ['s0000'] }, needs }],
  }),
} as const satisfies Readonly<Record<string, Endpoint>>;
