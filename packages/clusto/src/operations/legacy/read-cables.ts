import { encodeScalar } from '../../base/values.ts';
import type { ImportFindings } from './import-findings.ts';
import { byPlace, intOf, isOfPort, type LegacyFact, placeOf, portText, relationOf } from './legacy-fact.ts';
import { overlap, without } from './lifetime.ts';

/**
 * Numbers the far ends of cables that the original named (behaviour spec section 15), and leaves out a second cable in a
 * port.
 * @returns the facts that stay
 */
export function readCables(
  facts: readonly LegacyFact[],
  altered: Set<number>,
  findings: ImportFindings,
  nameOf: (entity: number) => string,
): LegacyFact[] {
  const ports = byPlace(facts.filter(isOfPort));
  const left = new Set<LegacyFact>();
  for (const port of ports.values()) {
    const kept: LegacyFact[] = [];
    for (const cable of port.filter(({ subkey }) => subkey === 'connection')) {
      const part = without(cable, kept).at(-1);
      if (part?.from === cable.from && part.to === cable.to) {
        kept.push(cable);
        continue;
      }
      altered.add(cable.id);
      findings.add('second-cable', portText(cable, nameOf));
      if (part === undefined) left.add(cable);
      else kept.push(Object.assign(cable, part));
    }
  }
  for (const fact of facts) {
    if (!isOfPort(fact) || fact.subkey !== 'otherportnum' || fact.value.datatype !== 'string') continue;
    const number = farNumber(fact, ports);
    if (number === undefined) continue;
    findings.add('outlet-name', `${portText(fact, nameOf)}: ${fact.value.string} is ${number}`);
    altered.add(fact.id);
    fact.value = encodeScalar(number);
  }
  return facts.filter((fact) => !left.has(fact));
}

/** The port of the peer whose cable leads back. */
function farNumber(fact: LegacyFact, ports: ReadonlyMap<string, LegacyFact[]>): number | undefined {
  const text = fact.value.datatype === 'string' ? (fact.value.string ?? '') : '';
  if (/^\d{1,9}$/.test(text)) return Number(text);
  const own = ports.get(placeOf(fact.entity, fact.key, fact.number)) ?? [];
  const cable = own.find((one) => one.subkey === 'connection' && overlap(one, fact) !== undefined);
  const peer = cable && relationOf(cable);
  if (peer === undefined) return undefined;
  for (const [place, port] of ports) {
    if (!place.startsWith(`${peer}/${fact.key}/`)) continue;
    const during = port.filter((one) => overlap(one, fact) !== undefined);
    const leadsBack = during.some((one) => one.subkey === 'connection' && relationOf(one) === fact.entity);
    const says = during.some((one) => one.subkey === 'otherportnum' && intOf(one) === fact.number);
    if (leadsBack && says) return port[0]?.number ?? undefined;
  }
  return undefined;
}
