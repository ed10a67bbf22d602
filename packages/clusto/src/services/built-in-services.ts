import { type ServiceTable } from './service-table.ts';

/** The services that clusto brings. Only those that run are loaded. */
export const builtInServices = {
  http: {
    summary: 'answers the HTTP API',
    load: async () => new (await import('./http/httpd.ts')).Httpd(),
  },
  webhooks: {
    summary: 'tells other programs of versions',
    load: async () => new (await import('./webhooks/webhooks.ts')).Webhooks(),
  },
  dhcpd: {
    summary: 'answers DHCP from the addresses that are bound',
    load: async () => new (await import('./dhcp/dhcpd.ts')).Dhcpd(),
  },
  snmptrapd: {
    summary: 'makes servers of what switches learn, by their SNMP traps',
    load: async () => new (await import('./snmp/snmptrapd.ts')).Snmptrapd(),
  },
} as const satisfies ServiceTable;
