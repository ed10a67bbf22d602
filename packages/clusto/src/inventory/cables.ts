import type { AttributeRow } from '../store/rows.ts';
import type { Writer } from '../store/writer.ts';

/** What a row needs to tell whether it is an end of a cable. */
type Named = Pick<AttributeRow, 'key' | 'subkey'>;

/** Whether an attribute says where a port is connected (behaviour spec section 9). */
export function isCableEnd({ key, subkey }: Named): boolean {
  return key.startsWith('port-') && (subkey === 'connection' || subkey === 'otherportnum');
}

/** Ends a cable at both sides; the port's other attributes stay. A port without a cable is left as it is. */
export async function endCable(writer: Writer, entity: number, key: string, number: number): Promise<void> {
  const own = (await writer.attributes({ entity, key, number })).filter(isCableEnd);
  const peer = own.find(({ subkey }) => subkey === 'connection')?.relation;
  const peerNumber = own.find(({ subkey }) => subkey === 'otherportnum')?.int;
  const other =
    typeof peer === 'number' && typeof peerNumber === 'number'
      ? (await writer.attributes({ entity: peer, key, number: peerNumber })).filter(isCableEnd)
      : [];
  const isSameCable = other.some(({ subkey, relation }) => subkey === 'connection' && relation === entity);
  await writer.endAttributes(isSameCable ? [...own, ...other] : own);
}

/** Ends the cables of which these rows are an end. */
export async function endCables(writer: Writer, rows: readonly AttributeRow[]): Promise<void> {
  const ports = new Map(rows.map((row) => [`${row.key}/${row.number}`, row]));
  for (const { entity, key, number } of ports.values())
    if (number !== null) await endCable(writer, entity, key, number);
}
