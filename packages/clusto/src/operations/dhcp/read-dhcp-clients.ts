import type { Session } from '../../inventory/session.ts';
import { formatMac } from '../../wire/mac-number.ts';
import { DhcpIndex } from './dhcp-index.ts';

/** How many clients are looked up at once. */
const clientsAtOnce = 5000;

/** Which clients are meant. */
export interface DhcpClients {
  readonly macs: ReadonlySet<number>;
  /** Whether also those whose identifier an attribute says. */
  readonly hasDuids: boolean;
}

/** The hosts of some clients, in an index: what it costs does not grow with those that nobody asks for. */
export async function readDhcpClients(session: Session, { macs, hasDuids }: DhcpClients): Promise<DhcpIndex> {
  const index = new DhcpIndex();
  const { reader } = session;
  const take = async (rows: readonly { readonly entity: number }[]): Promise<void> => {
    const entities = [...new Set(rows.map(({ entity }) => entity))];
    if (entities.length > 0) await index.update(session, { entities, moved: [] });
  };
  const all = [...macs];
  for (let from = 0; from < all.length; from += clientsAtOnce) {
    const anyText = all.slice(from, from + clientsAtOnce).map(formatMac);
    const rows = await reader.attributes({ subkey: 'mac', anyText });
    await take(rows.filter(({ key }) => key.startsWith('port-')));
  }
  if (hasDuids) await take(await reader.attributes({ key: 'dhcp6', subkey: 'duid' }));
  return index;
}
