import type { Clusto } from '../clusto.ts';
import type { Caller } from './caller.ts';

/** Who somebody is to the inventory, and what their roles allow. */
export interface Identity extends Omit<Caller, 'until'> {
  /** The rules of all roles, as they are written. */
  readonly rules: readonly { readonly role: string; readonly rule: string }[];
}

/** Who the inventory is held by: at a prompt its actor, who may do everything that the database lets them. */
export async function whoAmI(inventory: Clusto): Promise<Identity> {
  const { rulesOf } = await import('./rights-of.ts');
  const local: Caller = { actor: inventory.actor, roles: ['admin'], scopes: [], via: 'local' };
  const { until: _until, ...caller } = inventory.holder?.caller ?? local;
  const rules = inventory.holder?.rights.rules ?? (await rulesOf(inventory, local.roles));
  return { ...caller, rules: rules.map(({ role, text }) => ({ role, rule: text })) };
}
