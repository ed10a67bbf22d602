import { Type } from 'typebox';
import { entities, entity, fields, maybe, reach, takes, text, texts } from './told.ts';

const means = ['redfish', 'ipmi', 'pdu'] as const;
const method = maybe(Type.Enum([...means]));
const action = Type.Enum(['on', 'off', 'reboot', 'soft']);
const seconds = Type.Number();

/** What is sent to switch something. */
const call = Type.Union([
  fields({ via: Type.Literal('snmp'), agent: text, oid: text, value: Type.Number() }),
  fields({ via: Type.Literal('ipmi'), argv: texts }),
  fields({
    via: Type.Literal('redfish'),
    method: Type.Literal('POST'),
    url: text,
    body: Type.Unsafe<object>({ type: 'object' }),
  }),
  fields({ via: Type.Literal('driver'), call: text }),
  fields({ via: Type.Literal('check'), state: Type.Enum(['on', 'off', 'unknown']), seconds }),
  fields({ via: Type.Literal('wait'), seconds }),
]);
const plan = fields({
  action,
  means: Type.Enum([...means, 'hypervisor']),
  steps: Type.Array(fields({ what: text, call })),
});

/** Of the operations on the power of devices. */
export const powerArguments = {
  planPower: takes(reach, entities, action, method),
  runPowerPlan: takes(reach, entity, plan, method),
  readPower: takes(reach, entities, method),
} as const;
