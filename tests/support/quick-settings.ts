/** Settings in which nothing outside is waited for long. */
export const quickSettings = {
  power: { settle: 300, pause: 1 },
  snmp: { timeout: 100, retries: 1 },
  redfish: { timeout: 2000 },
} as const;
