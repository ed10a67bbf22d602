import { type ServiceTable } from './service-table.ts';

/** The services that clusto brings. Only those that run are loaded. */
export const builtInServices = {
  dhcpd: {
    summary: 'answers DHCP from the addresses that are bound',
    load: async () => new (await import('./dhcp/dhcpd.ts')).Dhcpd(),
  },
} as const satisfies ServiceTable;
