import { type Clusto } from './clusto.ts';
import { fillTemplate } from './fill-template.ts';

/** A server that is in no pool (behaviour spec section 17). */
export interface Orphan {
  readonly name: string;
  readonly ip: string | null;
  readonly rack: string | null;
}

/** Servers that nobody put into a pool, by name. @param datacenter only those below it */
export async function findOrphans(inventory: Clusto, datacenter?: string): Promise<Orphan[]> {
  const things = await inventory.query('clusto_type = server and not pool exists');
  const below =
    datacenter === undefined
      ? undefined
      : await (await inventory.getByName(datacenter)).contents({ searchChildren: true });
  const inside = below && new Set(below.map(({ id }) => id));
  const orphans = things.filter(({ id }) => inside?.has(id) ?? true);
  const lines = await fillTemplate(inventory, orphans, '%{ip.ipstring}/%rack');
  return orphans.map(({ name }, index) => {
    const [ips = '', rack = ''] = (lines[index] ?? '').split('/');
    return { name, ip: ips.split(',')[0] || null, rack: rack || null };
  });
}
