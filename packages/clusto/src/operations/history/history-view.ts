import { type Driver } from '../../inventory/driver.ts';
import { type Session } from '../../inventory/session.ts';

/** What looking back asks of an inventory; `Clusto` has it. */
export interface HistoryView extends Session {
  query(query: string): Promise<Driver[]>;
}
