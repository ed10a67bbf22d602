import { type ExplainedField } from '../operations/dhcp/dhcp-explanation.ts';

/** A value of an answer. */
export const valueAsText = (value: ExplainedField['value']): string =>
  Array.isArray(value) ? value.join(', ') : typeof value === 'object' ? JSON.stringify(value) : String(value);

/** Where a field of an answer comes from. */
export const originAsText = ({ entity, attribute, version, rule }: ExplainedField): string =>
  entity === null ? (rule ?? '') : `${entity} ${attribute}, version ${version}`;
