/** What can be asked for with an entity, beside its name, type and driver. */
export const expansions = [
  'attributes',
  'inherited',
  'properties',
  'parents',
  'contents',
  'ports',
  'addresses',
] as const;
