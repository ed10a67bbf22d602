/** Where Linux tells of its sockets, by the version of the Internet Protocol. */
export const udpTables = { 4: '/proc/net/udp', 6: '/proc/net/udp6' } as const;

/** What sockets have lost because they were full: the sum over those at a port. @param table the text of `/proc/net/udp` */
export function udpDrops(table: string, port: number): number {
  const local = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return table
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, address]) => address?.endsWith(local))
    .reduce((sum, columns) => sum + Number(columns.at(-1)), 0);
}
