import { formatIp, ipFromKey } from '../../base/ip.ts';
import { type Dhcp6Option, optionOf } from '../../wire/dhcp/dhcp6-message.ts';
import {
  readAssociatedAddress,
  readAssociation,
  readTemporaryAssociation,
} from '../../wire/dhcp/identity-association.ts';
import { decodeOption } from '../../wire/dhcp/option-type.ts';
import type { Dhcp6NoReply, Dhcp6Reply } from './answer-dhcp6.ts';
import type { Dhcp6Field } from './dhcp6-parameters.ts';
import { sameBytes } from './dhcp6-request.ts';
import { dhcp6Silences } from './dhcp6-silence.ts';
import { type ExplainedAnswer, type ExplainedField, plainOrigin } from './dhcp-explanation.ts';
import { type DhcpHost, nearest } from './dhcp-host.ts';
import { dhcp6Table } from './dhcp-layer.ts';

/** The options that have addresses, or say why there are none: of lasting addresses, temporary ones and prefixes. */
const associations = new Map<number, (value: Uint8Array) => { readonly options: readonly Dhcp6Option[] }>([
  [3, readAssociation],
  [4, readTemporaryAssociation],
  [25, readAssociation],
]);

const explainField = ({ code, value, origin }: Dhcp6Field): ExplainedField => ({
  field: dhcp6Table.nameOf(code),
  code,
  value: decodeOption({ type: dhcp6Table.ofCode(code)?.type ?? 'bytes' }, value),
  ...plainOrigin(origin),
});

/** What is said of an association, or of the whole message: the text behind the number of a status. */
function explainStatus(options: readonly Dhcp6Option[]): ExplainedField[] {
  const status = optionOf(options, 13);
  if (status === undefined) return [];
  const value = new TextDecoder().decode(status.subarray(2));
  return [{ field: 'status', code: null, value, ...plainOrigin({ rule: 'the addresses that are bound' }) }];
}

/** An address that is given, and how long it lasts. */
function explainAddress(value: Uint8Array, host: DhcpHost): ExplainedField[] {
  const { address, preferred, valid } = readAssociatedAddress(value);
  const bound = host.addresses6.find(({ ip }) => sameBytes(ip, address));
  const lifetime = (field: string, seconds: number, pick: 'preferred' | 'valid'): ExplainedField => {
    const origin = nearest(host, ({ six }) => six?.[pick])?.origin ?? { rule: 'no attribute says otherwise' };
    return { field, code: null, value: seconds, ...plainOrigin(origin) };
  };
  const origin =
    bound === undefined
      ? { rule: 'it is not bound to the client, and ends' }
      : { entity: host.name, attribute: `ip#${bound.number}`, version: bound.version };
  return [
    { field: 'address', code: null, value: formatIp(ipFromKey(address)), ...plainOrigin(origin) },
    lifetime('preferred-lifetime', preferred, 'preferred'),
    lifetime('valid-lifetime', valid, 'valid'),
  ];
}

/** An answer as people read it, or why there is none. */
export function explainAnswer6(answer: Dhcp6Reply | Dhcp6NoReply): ExplainedAnswer {
  if (answer.kind === 'silence') {
    const { reason, host } = answer;
    const enabled = host && nearest(host, ({ six }) => six?.enabled);
    const fields =
      reason === 'not-enabled' && enabled !== undefined
        ? [{ field: 'enabled', code: null, value: enabled.value, ...plainOrigin(enabled.origin) }]
        : [];
    return { answer: null, reason, because: dhcp6Silences[reason], fields };
  }
  const { host, packet, type } = answer;
  const { options } = packet.message;
  const given = options.flatMap(([code, value]) => {
    const read = associations.get(code);
    if (read === undefined) return [];
    const inside = read(value).options;
    return [
      ...inside.flatMap(([one, bytes]) => (one === 5 ? explainAddress(bytes, host) : [])),
      ...explainStatus(inside),
    ];
  });
  const fields = [...given, ...explainStatus(options), ...answer.fields.map(explainField)];
  return { answer: type, reason: null, because: null, fields };
}
