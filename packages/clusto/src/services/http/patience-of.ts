/** How long a caller is kept waiting at most, in milliseconds: proxies give up after a minute. */
const longestWait = 50_000;

/**
 * What the header `Prefer` says (RFC 7240): `respond-async`, and for how long to wait before with `wait=SECONDS`.
 * @returns in milliseconds; undefined where the answer is waited for, however long it takes
 */
export function patienceOf(header: string | undefined): number | undefined {
  const preferences = (header ?? '').split(/[,;]/).map((one) => one.trim().toLowerCase());
  if (!preferences.includes('respond-async')) return undefined;
  const waits = preferences.flatMap((one) => /^wait\s*=\s*"?(\d{1,6})"?$/.exec(one)?.[1] ?? []);
  return Math.min(Number(waits[0] ?? 0) * 1000, longestWait);
}
