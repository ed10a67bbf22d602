/** What can be done to an entity that changes something, with what a refusal says of it. */
export const writeActions = {
  attr: 'change attributes of',
  place: 'put or take',
  cable: 'connect ports of',
  name: 'rename',
  driver: 'change the driver of',
  create: 'create',
  delete: 'delete',
  allocate: 'allocate for',
  operate: 'operate',
} as const;

export type WriteAction = keyof typeof writeActions;

/** Everything that a rule can allow. `admin` is of no entity: roles, tokens, and the database as a whole. */
export type Action = 'read' | WriteAction | 'admin';

export const allWriteActions = Object.keys(writeActions) as WriteAction[];

/** What a word of a rule or of a scope stands for. */
export const actionWords: Readonly<Record<string, readonly Action[]>> = {
  read: ['read'],
  write: allWriteActions,
  ...Object.fromEntries(allWriteActions.map((action) => [action, [action]])),
  admin: ['admin'],
};
