import { type access } from '../../../api/access.ts';
import { can } from '../../../operations/access/can.ts';
import { rightsOf } from '../../../operations/access/rights-of.ts';
import { rightsOfSubjects } from '../../../operations/access/rights-of-subjects.ts';
import {
  createRole,
  deleteRole,
  grantRole,
  listRoles,
  revokeRole,
  setRole,
  showRole,
} from '../../../operations/access/roles.ts';
import { createToken, listTokens, revokeToken, rotateToken } from '../../../operations/access/tokens.ts';
import { whoAmI } from '../../../operations/access/who-am-i.ts';
import { findEntity } from '../../../operations/find-entity.ts';
import { tagOfText } from '../entity-tag.ts';
import { type HandlersOf } from '../handler.ts';
import { withoutSecret } from '../without-secret.ts';

const tagOf = ({ changed, rules }: Awaited<ReturnType<typeof showRole>>): string =>
  tagOfText(JSON.stringify([changed, rules]));

export const accessHandlers: HandlersOf<typeof access> = {
  whoAmI: async ({ inventory }) => ({ body: await whoAmI(inventory) }),
  can: async ({ inventory, params: { action }, query: { entity, roles = [], subjects = [] } }) => {
    const own = inventory.holder?.rights ?? (await rightsOf(inventory, { roles: ['admin'], scopes: [] }));
    const isOther = roles.length + subjects.length > 0;
    const rights = isOther ? await rightsOfSubjects(inventory, { roles, subjects }) : own;
    const thing = entity === undefined ? undefined : await findEntity(inventory, entity);
    return { body: { items: await can(inventory, rights, action, thing) } };
  },
  listTokens: async ({ inventory }) => ({ body: { items: await listTokens(inventory) } }),
  createToken: async ({ inventory, body }) => withoutSecret(await createToken(inventory, body), 'token'),
  revokeToken: async ({ inventory, params }) => ({ body: await revokeToken(inventory, params.token) }),
  rotateToken: async ({ inventory, params, body }) =>
    withoutSecret(await rotateToken(inventory, params.token, body), 'token'),
  listRoles: async ({ inventory }) => ({ body: { items: await listRoles(inventory) } }),
  createRole: async ({ inventory, body: { name, rules } }) => ({
    body: await createRole(inventory, name, rules.join('\n')),
  }),
  getRole: async ({ inventory, params }) => {
    const body = await showRole(inventory, params.role);
    return { body, tag: tagOf(body) };
  },
  setRole: async ({ inventory, params: { role }, body: { rules }, requireTag }) => {
    requireTag(`role ${role}`, tagOf(await showRole(inventory, role)));
    const body = await setRole(inventory, role, rules.join('\n'));
    return { body, tag: tagOf(body) };
  },
  grantRole: async ({ inventory, params }) => ({ body: await grantRole(inventory, params.role, params.subject) }),
  revokeRole: async ({ inventory, params }) => ({ body: await revokeRole(inventory, params.role, params.subject) }),
  deleteRole: async ({ inventory, params, query }) => ({ body: await deleteRole(inventory, params.role, query.force) }),
};
