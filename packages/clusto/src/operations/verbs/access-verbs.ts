import type { NewToken, RotateParams, Token, TokenParams } from '../access/tokens.ts';
import { asks, changes, type Once, withSecret } from './verb.ts';

const roles = () => import('../access/roles.ts');
const tokens = () => import('../access/tokens.ts');

export interface CanParams {
  readonly action: string;
  readonly entity?: string | undefined;
  readonly subjects: readonly string[];
  readonly roles: readonly string[];
}

/** Who may do what. What is written of it is no version. */
export const accessVerbs = {
  whoAmI: asks(async (clusto) => (await import('../access/who-am-i.ts')).whoAmI(clusto)),
  can: asks(async (clusto, { action, entity, subjects, roles: named }: CanParams) => {
    const { can } = await import('../access/can.ts');
    const { rightsOf } = await import('../access/rights-of.ts');
    const { rightsOfSubjects } = await import('../access/rights-of-subjects.ts');
    const { findEntity } = await import('../find-entity.ts');
    const isOther = subjects.length + named.length > 0;
    const own = clusto.holder?.rights ?? (await rightsOf(clusto, { roles: ['admin'], scopes: [] }));
    const rights = isOther ? await rightsOfSubjects(clusto, { roles: named, subjects }) : own;
    return can(clusto, rights, action, entity === undefined ? undefined : await findEntity(clusto, entity));
  }),
  createToken: withSecret(
    'token',
    changes(
      async (
        clusto,
        params: Omit<TokenParams, 'actor'> & { readonly actor?: string | undefined },
      ): Promise<Once<NewToken, 'token'>> =>
        (await tokens()).createToken(clusto, { ...params, actor: params.actor ?? clusto.actor }),
      'admin',
    ),
  ),
  listTokens: asks(async (clusto) => (await tokens()).listTokens(clusto), 'admin'),
  revokeToken: changes(async (clusto, id: string): Promise<Token> => (await tokens()).revokeToken(clusto, id), 'admin'),
  rotateToken: withSecret(
    'token',
    changes(
      async (clusto, id: string, params: RotateParams): Promise<Once<NewToken, 'token'>> =>
        (await tokens()).rotateToken(clusto, id, params),
      'admin',
    ),
  ),
  listRoles: asks(async (clusto) => (await roles()).listRoles(clusto), 'admin'),
  showRole: asks(async (clusto, name: string) => (await roles()).showRole(clusto, name), 'admin'),
  createRole: changes(
    async (clusto, name: string, rules: string) => (await roles()).createRole(clusto, name, rules),
    'admin',
  ),
  setRole: changes(
    async (clusto, name: string, rules: string) => (await roles()).setRole(clusto, name, rules),
    'admin',
  ),
  grantRole: changes(async (clusto, name: string, to: string) => (await roles()).grantRole(clusto, name, to), 'admin'),
  revokeRole: changes(
    async (clusto, name: string, from: string) => (await roles()).revokeRole(clusto, name, from),
    'admin',
  ),
  deleteRole: changes(
    async (clusto, name: string, isForced: boolean | undefined) => (await roles()).deleteRole(clusto, name, isForced),
    'admin',
  ),
};
