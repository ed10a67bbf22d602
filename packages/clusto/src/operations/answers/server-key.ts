import { type Session } from '../../inventory/session.ts';

/** A key that all servers of an inventory share, made when the first one asks for it. @param made what it is to be then */
export function serverKey(inventory: Session, name: string, made: Buffer): Promise<Buffer> {
  return inventory.write(({ answers }) => answers.provideKey(name, made));
}
