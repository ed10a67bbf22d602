import { requireWhole } from './access/require-right.ts';
import { type Clusto } from './clusto.ts';

/** What is not as it should be, and what can be done about it. */
export type Finding = Awaited<ReturnType<Clusto['examine']>>[number];

export interface CheckParams {
  /** Computes first again what can be: the taken places and the sums of loads. */
  readonly mend?: boolean | undefined;
  /** Is told what is looked at. */
  readonly progress?: ((what: string) => void) | undefined;
}

/**
 * Looks at the database, the rules that hold in it, its drivers and the plug-ins, in as many statements whatever there is.
 * @throws FORBIDDEN
 */
export async function checkInventory(
  clusto: Clusto,
  { mend = false, progress = () => undefined }: CheckParams = {},
): Promise<Finding[]> {
  requireWhole(clusto, 'admin');
  const findings: Finding[] = await clusto.examine(progress, { mend });
  const known = new Set(clusto.registry.drivers.map(({ driverName }) => driverName));
  const unknown = [...(await clusto.reader.driverCounts())].filter(([driver]) => !known.has(driver));
  if (unknown.length > 0)
    findings.push({
      code: 'driver-unknown',
      message: `${unknown.length} drivers of entities are not loaded.`,
      examples: unknown.map(([driver, count]) => `${driver} (${count} entities)`),
      advice: 'Put the plug-in back that brings them; until then the entities do what every entity can.',
      isMendable: false,
    });
  for (const { message, remedy, code } of clusto.pluginFailures)
    findings.push({ code, message, examples: [], advice: remedy, isMendable: false });
  return findings;
}
