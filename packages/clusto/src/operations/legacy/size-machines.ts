import { encodeScalar } from '../../base/values.ts';
import { positive, quantities } from '../../drivers/machines/machine-demand.ts';
import { allocatedSubkey, hostKey } from '../../drivers/machines/machine-share.ts';
import type { FoundAllocation } from './find-allocations.ts';
import type { ImportFindings } from './import-findings.ts';
import { intOf, type LegacyFact } from './legacy-fact.ts';

/** How much of its host each machine takes, by the attribute that names the host: a value for each subkey. */
export type MachineSizes = ReadonlyMap<number, Readonly<Record<string, number>>>;

/**
 * What machines take of their hosts. The original wrote down the memory only, and reckoned with what the machine says of
 * itself for the rest (behaviour spec section 13); here it stands beside the host from the version of repairs on.
 */
export function sizeMachines(
  allocations: readonly FoundAllocation[],
  facts: readonly LegacyFact[],
  { findings, nextId, repairs }: { findings: ImportFindings; nextId: () => number; repairs: number },
): { readonly sizes: MachineSizes; readonly added: readonly LegacyFact[] } {
  const sizes = new Map<number, Record<string, number>>();
  const added: LegacyFact[] = [];
  const own = facts.filter(({ key, to }) => key === 'system' && to === Infinity);
  for (const { attribute, owner, manager, space, beside, to } of allocations) {
    if (space !== hostKey || to !== Infinity || owner.id === manager.id) continue;
    const size: Record<string, number> = {};
    const unwritten: LegacyFact[] = [];
    const carrier = facts.find(({ id }) => id === attribute) as LegacyFact;
    for (const quantity of quantities) {
      const subkey = allocatedSubkey(quantity);
      const written = beside.find((fact) => fact.subkey === subkey && fact.to === Infinity);
      const said = own.find((fact) => fact.entity === owner.id && fact.subkey === quantity);
      const amount = positive(written ? intOf(written) : said ? intOf(said) : quantity === 'cpucount' ? 1 : 0);
      if (amount === 0) continue;
      size[subkey] = amount;
      if (written) continue;
      const { entity, key, number } = carrier;
      unwritten.push({
        id: nextId(),
        entity,
        key,
        subkey,
        number,
        value: encodeScalar(amount),
        managed: true,
        from: repairs,
        to: Infinity,
      });
    }
    if (Object.keys(size).length === quantities.length) {
      sizes.set(attribute, size);
      added.push(...unwritten);
    } else findings.add('machine-without-size', owner.name);
  }
  return { sizes, added };
}
