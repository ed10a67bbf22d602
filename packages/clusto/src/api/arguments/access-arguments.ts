import { fields, flag, maybe, optional, takes, text, texts } from './told.ts';

/** Of the operations on who may do what. */
export const accessArguments = {
  whoAmI: takes(),
  can: takes(fields({ action: text, entity: optional(text), subjects: texts, roles: texts })),
  createToken: takes(
    fields({
      actor: optional(text),
      roles: texts,
      scopes: optional(texts),
      note: optional(text),
      expires: optional(text),
    }),
  ),
  listTokens: takes(),
  revokeToken: takes(text),
  rotateToken: takes(text, fields({ overlap: optional(text), expires: optional(text) })),
  listRoles: takes(),
  showRole: takes(text),
  createRole: takes(text, text),
  setRole: takes(text, text),
  grantRole: takes(text, text),
  revokeRole: takes(text, text),
  deleteRole: takes(text, maybe(flag)),
} as const;
