import { encodeScalar } from '../../base/values.ts';
import type { ImportFindings } from './import-findings.ts';
import { byPlace, intOf, type LegacyFact, placeOf, relationOf } from './legacy-fact.ts';
import { overlap, without } from './lifetime.ts';

const isOfPort = ({ key, number }: LegacyFact): boolean => key.startsWith('port-') && number !== null;

type NameOf = (entity: number) => string;

const portText = ({ entity, key, number }: LegacyFact, nameOf: NameOf): string =>
  `${nameOf(entity)} ${key.replace(/^port-/, '')} ${number}`;

/**
 * Numbers the far ends of cables that the original named (behaviour spec section 15), and leaves out a second cable in a
 * port.
 * @returns the facts that stay
 */
export function readCables(
  facts: readonly LegacyFact[],
  altered: Set<number>,
  findings: ImportFindings,
  nameOf: NameOf,
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

/** Ends what is left of cables whose other end is gone, or leads elsewhere. @returns how many facts it ended */
export function endHalfCables(
  facts: readonly LegacyFact[],
  version: number,
  findings: ImportFindings,
  nameOf: NameOf,
): number {
  const live = facts.filter((fact) => isOfPort(fact) && fact.to === Infinity);
  const ports = byPlace(live.filter(({ subkey }) => subkey === 'connection' || subkey === 'otherportnum'));
  const far = (port: readonly LegacyFact[] | undefined): { peer: number | undefined; number: number | undefined } => {
    const connection = port?.find(({ subkey }) => subkey === 'connection');
    const numbers = port?.filter(({ subkey }) => subkey === 'otherportnum') ?? [];
    const [number] = numbers;
    return {
      peer: connection && relationOf(connection),
      number: numbers.length === 1 && number ? intOf(number) : undefined,
    };
  };
  const isWhole = (port: readonly LegacyFact[]): boolean => {
    const [{ entity, key, number: own }] = port as [LegacyFact];
    const { peer, number } = far(port);
    if (peer === undefined || number === undefined) return false;
    const back = far(ports.get(placeOf(peer, key, number)));
    return back.peer === entity && back.number === own;
  };
  const halves = [...ports.values()].filter((port) => !isWhole(port));
  for (const port of halves) {
    findings.add('half-cable', portText(port[0] as LegacyFact, nameOf));
    for (const fact of port) fact.to = version;
  }
  return halves.flat().length;
}
