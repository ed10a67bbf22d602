/** Whether a DSN is the address of a server of clusto, and not that of a database. */
export const isServer = (dsn: string): boolean => /^https?:/i.test(dsn);
