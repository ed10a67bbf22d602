import type { ImportFindings } from './import-findings.ts';
import { byPlace, intOf, isOfPort, type LegacyFact, placeOf, portText, relationOf } from './legacy-fact.ts';

/** Ends what is left of cables whose other end is gone, or leads elsewhere. @returns how many facts it ended */
export function endHalfCables(
  facts: readonly LegacyFact[],
  version: number,
  findings: ImportFindings,
  nameOf: (entity: number) => string,
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
