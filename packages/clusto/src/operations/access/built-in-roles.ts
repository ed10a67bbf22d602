/** The roles that are always there, with their rules. */
export const builtInRoles: Readonly<Record<string, string>> = {
  reader: 'read',
  operator: 'read\nwrite',
  admin: 'read\nwrite\nadmin',
};
