import { Type } from 'typebox';
import { count, entities, entity, fields, flag, maybe, optional, patience, reach, takes, text, texts } from './told.ts';

const size = Type.Number();
const machine = fields({
  name: optional(text),
  manager: optional(text),
  names: optional(text),
  subnet: optional(text),
  pools: optional(texts),
  hypervisor: optional(text),
  force: optional(flag),
  placement: optional(Type.Enum(['smallest', 'pack', 'spread'])),
  sameRack: optional(text),
  otherRack: optional(texts),
  disk: optional(size),
  memory: optional(size),
  swap: optional(size),
  cpu: optional(size),
  image: optional(text),
  boot: optional(text),
  mac: optional(text),
});
const timed = fields({ timeout: optional(patience) });
const observed = fields({ manager: optional(text), host: optional(text) });
const noted = { by: optional(text), message: optional(text) };

/** Of the operations on virtual machines. */
export const machineArguments = {
  listMachines: takes(maybe(text)),
  listCapacity: takes(maybe(text)),
  describeMachines: takes(entities),
  changeHosts: takes(Type.Enum(['reserve', 'unreserve', 'drain']), entities),
  operatedMachines: takes(entities),
  machineStates: takes(reach, maybe(text), timed),
  askMachine: takes(reach, entity),
  planMachines: takes(machine, count),
  createMachine: takes(reach, machine, fields({ ...noted, start: optional(flag), keep: optional(flag) })),
  startMachine: takes(reach, entity),
  rebootMachine: takes(reach, entity),
  destroyMachine: takes(reach, entity),
  stopMachine: takes(reach, entity, fields({ force: optional(flag), grace: optional(patience) })),
  deleteMachine: takes(reach, entity, fields(noted)),
  migrateMachine: takes(reach, entity, maybe(text), fields({ force: optional(flag), copyStorage: optional(flag) })),
  repairMachine: takes(reach, entity, maybe(flag)),
  compareMachines: takes(reach, observed, timed),
  endDrift: takes(reach, observed, fields({ adopt: optional(texts), fix: optional(texts) }), timed),
  unfinishedMachines: takes(),
  unfinishedOf: takes(entity),
} as const;
