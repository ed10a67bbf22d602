import type BetterSqlite3 from 'better-sqlite3';
import { isIp, parseIp } from '../../base/ip.ts';
import { type Network, parseCidr } from '../../base/network.ts';

let known: { readonly text: string; readonly network: Network } | undefined;

/** A statement asks about one subnet and many addresses. */
function networkOf(text: string): Network {
  if (known?.text !== text) known = { text, network: parseCidr(text) };
  return known.network;
}

/** What SQLite lacks for the search language, see `Dialect`. */
export function addFunctions(handle: BetterSqlite3.Database): void {
  const options = { deterministic: true };
  handle.function('clusto_number', options, (text: unknown) =>
    typeof text === 'string' && /^-?[0-9]{1,99}(?:\.[0-9]{1,99})?$/.test(text) ? Number(text) : null,
  );
  handle.function('clusto_in_cidr', options, (text: unknown, cidr: unknown) => {
    const address = typeof text === 'string' && /[.:]/.test(text) ? text.replace(/\/\d{1,3}$/, '') : '';
    return isIp(address) && networkOf(String(cidr)).contains(parseIp(address)) ? 1 : 0;
  });
}
