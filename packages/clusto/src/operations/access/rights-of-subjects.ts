import { failure } from '../../base/errors.ts';
import type { Clusto } from '../clusto.ts';
import { requireRight } from './require-right.ts';
import { type Rights } from './rights.ts';
import { rightsOf } from './rights-of.ts';
import { showRole } from './roles.ts';
import { readSubject } from './subject.ts';

/**
 * What somebody else may do: who has some roles, and is some of those to whom roles are granted. The scopes of a token count.
 * @throws ROLE_UNKNOWN, SUBJECT_INVALID, TOKEN_UNKNOWN, FORBIDDEN
 */
export async function rightsOfSubjects(
  inventory: Clusto,
  { roles = [], subjects = [] }: { readonly roles?: readonly string[]; readonly subjects?: readonly string[] },
): Promise<Rights> {
  await requireRight(inventory, 'admin');
  const { access } = inventory;
  const granted = new Set<string>();
  const scopes: string[] = [];
  for (const role of roles) granted.add((await showRole(inventory, role)).name);
  for (const text of subjects) {
    const { kind, subject } = readSubject(text);
    for (const role of await access.rolesOf(kind, [subject])) granted.add(role);
    if (kind !== 'token') continue;
    const token = await access.token(subject);
    if (token === undefined) throw failure('TOKEN_UNKNOWN', { token: subject });
    scopes.push(...token.scopes.split(' ').filter((scope) => scope !== ''));
  }
  return rightsOf(inventory, { roles: [...granted], scopes });
}
