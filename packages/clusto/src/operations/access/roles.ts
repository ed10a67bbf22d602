import { nearest } from '../../base/did-you-mean.ts';
import { failure } from '../../base/errors.ts';
import type { Clusto } from '../clusto.ts';
import { builtInRoles } from './built-in-roles.ts';
import { parseRules } from './parse-rules.ts';
import { requireRight } from './require-right.ts';
import { readSubject, subjectAsText } from './subject.ts';

/** A role as it is shown. */
export interface Role {
  readonly name: string;
  readonly isBuiltIn: boolean;
  /** Its rules, one in each line as they were written. */
  readonly rules: readonly string[];
  /** To whom it is granted, such as `group:ops`. */
  readonly grantedTo: readonly string[];
  /** When its rules were last written, and by whom; null where it is built in. */
  readonly changed: Date | null;
  readonly changedBy: string | null;
}

/** Who changes roles and tokens, and when. */
export const changeBy = (inventory: Clusto): { by: string; time: number } => ({
  by: inventory.actor,
  time: inventory.clock.now().getTime(),
});

const linesOf = (rules: string): string[] => rules.split('\n').filter((line) => line.trim() !== '');

/** Every role, the built-in ones first. @throws FORBIDDEN */
export async function listRoles(inventory: Clusto): Promise<Role[]> {
  await requireRight(inventory, 'admin');
  const { access } = inventory;
  const grants = Map.groupBy(await access.grants(), ({ role }) => role);
  const grantedTo = (role: string): string[] => (grants.get(role) ?? []).map(subjectAsText);
  const builtIn = Object.entries(builtInRoles).map(([name, rules]) => ({
    name,
    isBuiltIn: true,
    rules: linesOf(rules),
    grantedTo: grantedTo(name),
    changed: null,
    changedBy: null,
  }));
  const own = (await access.roles()).map(({ name, rules, changed, changedBy }) => ({
    name,
    isBuiltIn: false,
    rules: linesOf(rules),
    grantedTo: grantedTo(name),
    changed: new Date(changed),
    changedBy,
  }));
  return [...builtIn, ...own];
}

/** @throws ROLE_UNKNOWN, FORBIDDEN */
export async function showRole(inventory: Clusto, name: string): Promise<Role> {
  const roles = await listRoles(inventory);
  const role = roles.find((one) => one.name === name);
  if (role !== undefined) return role;
  const [near] = nearest(
    name,
    roles.map((one) => one.name),
  );
  throw failure('ROLE_UNKNOWN', { role: name, near: near === undefined ? '' : `; did you mean ${near}` });
}

function requireOwn(name: string): void {
  if (Object.hasOwn(builtInRoles, name)) throw failure('ROLE_BUILT_IN', { role: name });
}

/**
 * Makes a role of one's own. @param rules one in each line
 * @throws ROLE_INVALID, ROLE_TAKEN, ROLE_BUILT_IN, RULE_INVALID, FORBIDDEN
 */
export async function createRole(inventory: Clusto, name: string, rules: string): Promise<Role> {
  await requireRight(inventory, 'admin');
  requireOwn(name);
  if (!/^[a-z][a-z0-9-]{0,62}$/.test(name))
    throw failure('ROLE_INVALID', { role: name, reason: 'it is not a word of small letters, digits and minus' });
  parseRules(rules, inventory.registry);
  await inventory.changeAccess(async (records) => {
    if ((await records.roles([name])).length > 0) throw failure('ROLE_TAKEN', { role: name });
    await records.putRole(name, rules, changeBy(inventory));
  });
  return showRole(inventory, name);
}

/** Gives a role other rules. @throws ROLE_UNKNOWN, ROLE_BUILT_IN, RULE_INVALID, FORBIDDEN */
export async function setRole(inventory: Clusto, name: string, rules: string): Promise<Role> {
  await showRole(inventory, name);
  requireOwn(name);
  parseRules(rules, inventory.registry);
  await inventory.changeAccess((records) => records.putRole(name, rules, changeBy(inventory)));
  return showRole(inventory, name);
}

/**
 * Takes a role away. @param isForced also from those to whom it is granted
 * @throws ROLE_UNKNOWN, ROLE_BUILT_IN, ROLE_GRANTED, FORBIDDEN
 */
export async function deleteRole(inventory: Clusto, name: string, isForced = false): Promise<Role> {
  const role = await showRole(inventory, name);
  requireOwn(name);
  if (!isForced && role.grantedTo.length > 0)
    throw failure('ROLE_GRANTED', { role: name, subjects: role.grantedTo.join(', ') });
  await inventory.changeAccess((records) => records.deleteRole(name));
  return role;
}

/** Grants a role to somebody, such as `group:ops`. @throws ROLE_UNKNOWN, SUBJECT_INVALID, TOKEN_UNKNOWN, FORBIDDEN */
export async function grantRole(inventory: Clusto, name: string, to: string): Promise<Role> {
  await showRole(inventory, name);
  const subject = readSubject(to);
  await inventory.changeAccess(async (records) => {
    if (subject.kind === 'token' && (await records.token(subject.subject)) === undefined)
      throw failure('TOKEN_UNKNOWN', { token: subject.subject });
    await records.putGrant(name, subject, changeBy(inventory));
  });
  return showRole(inventory, name);
}

/** Takes a role from somebody. @throws ROLE_UNKNOWN, SUBJECT_INVALID, GRANT_UNKNOWN, FORBIDDEN */
export async function revokeRole(inventory: Clusto, name: string, from: string): Promise<Role> {
  await showRole(inventory, name);
  const subject = readSubject(from);
  if (!(await inventory.changeAccess((records) => records.deleteGrant(name, subject))))
    throw failure('GRANT_UNKNOWN', { role: name, subject: from });
  return showRole(inventory, name);
}
