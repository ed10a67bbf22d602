import type { Session } from '../../inventory/session.ts';
import { builtInRoles } from './built-in-roles.ts';
import type { Caller } from './caller.ts';
import { parseRules } from './parse-rules.ts';
import { Rights, type RoleRule } from './rights.ts';

/** The rules of roles, by name; a role that is not there any more has none. @throws RULE_INVALID */
export async function rulesOf(inventory: Session, roles: readonly string[]): Promise<RoleRule[]> {
  const own = roles.filter((role) => !Object.hasOwn(builtInRoles, role));
  const records = own.length === 0 ? [] : await inventory.access.roles(own);
  const texts = new Map([...Object.entries(builtInRoles), ...records.map(({ name, rules }) => [name, rules] as const)]);
  return roles.flatMap((role) =>
    parseRules(texts.get(role) ?? '', inventory.registry).map((rule) => ({ ...rule, role })),
  );
}

/** What somebody may do. */
export async function rightsOf(
  inventory: Session,
  { roles, scopes }: Pick<Caller, 'roles' | 'scopes'>,
): Promise<Rights> {
  return new Rights(await rulesOf(inventory, roles), scopes);
}
