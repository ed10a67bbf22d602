import { timeAsText } from '../../base/clock.ts';
import { type DeclinedAddress, declinedSubkeys } from './declined-address.ts';
import { type ExplainedAnswer, plainOrigin } from './dhcp-explanation.ts';

/** That an address is withheld from its owner, who declined it. @param entity the name of the owner */
export function explainDeclined(
  entity: string,
  ip: string,
  number: number,
  { by, since, until, version }: DeclinedAddress,
): ExplainedAnswer {
  const [at, end] = [since, until].map((time) => timeAsText(new Date(time)));
  const origin = { entity, attribute: `ip#${number}.${declinedSubkeys.until}`, version };
  return {
    answer: null,
    reason: 'address-in-conflict',
    because: `${ip} was declined by ${by} at ${at}, being used by another machine; it is withheld until ${end}`,
    fields: [{ field: 'declined', code: null, value: end ?? '', ...plainOrigin(origin) }],
  };
}
