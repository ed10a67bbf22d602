import { encodeDhcp4 } from '../../wire/dhcp/dhcp4-packet.ts';
import { decodeOption } from '../../wire/dhcp/option-type.ts';
import { formatIp4 } from '../../wire/ip4.ts';
import type { Dhcp4NoReply, Dhcp4Reply } from './answer-dhcp4.ts';
import type { Dhcp4Field } from './dhcp4-parameters.ts';
import { dhcp4Silences } from './dhcp4-silence.ts';
import { type ExplainedAnswer, type ExplainedField, plainOrigin } from './dhcp-explanation.ts';
import { explainDeclined } from './explain-declined.ts';
import { type DhcpHost, nearest } from './dhcp-host.ts';
import { dhcp4Table } from './dhcp-layer.ts';

function explainField({ field, value, origin }: Dhcp4Field): ExplainedField {
  if (typeof field !== 'number') {
    const shown = field === 'file' ? new TextDecoder().decode(value) : value.join('.');
    return { field, code: null, value: shown, ...plainOrigin(origin) };
  }
  const { type } = dhcp4Table.ofCode(field) ?? { type: 'bytes' };
  return { field: dhcp4Table.nameOf(field), code: field, value: decodeOption({ type }, value), ...plainOrigin(origin) };
}

/** What says that a client is not to be served. */
function explainRefusal(host: DhcpHost): ExplainedField[] {
  const enabled = nearest(host, (layer) => layer.enabled);
  return enabled === undefined
    ? []
    : [{ field: 'enabled', code: null, value: enabled.value, ...plainOrigin(enabled.origin) }];
}

/** That the address was declined, where it is withheld for that. */
function explainConflict({ host, ip }: Dhcp4NoReply): ExplainedAnswer | undefined {
  const address = host?.addresses.find((one) => one.ip === ip);
  if (host === undefined || address?.declined === undefined) return undefined;
  return explainDeclined(host.name, formatIp4(address.ip), address.number, address.declined);
}

/** An answer as people read it, without what had no room in the packet; or why there is none. */
export function explainAnswer4(answer: Dhcp4Reply | Dhcp4NoReply): ExplainedAnswer {
  if (answer.kind === 'silence') {
    const { reason, host } = answer;
    const fields = reason === 'not-enabled' && host !== undefined ? explainRefusal(host) : [];
    return {
      answer: null,
      reason,
      because: dhcp4Silences[reason],
      fields,
      ...(reason === 'address-in-conflict' ? explainConflict(answer) : {}),
    };
  }
  const { left } = encodeDhcp4(answer.packet, answer.limits);
  const sent = answer.fields.filter(({ field }) => typeof field !== 'number' || !left.includes(field));
  return { answer: answer.type, reason: null, because: answer.because ?? null, fields: sent.map(explainField) };
}
