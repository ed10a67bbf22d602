import { expect, test } from 'vitest';
import { type ServiceTable } from '../../services/service-table.ts';
import { chooseServices } from './serve-settings.ts';

const service = (summary: string) => ({ summary, load: () => Promise.reject(new Error(summary)) });
const table: ServiceTable = { dhcpd: service('dhcpd'), snmptrapd: service('snmptrapd'), other: service('other') };

/** What is chosen where these services have a section in the configuration. */
const chosen = (names: readonly string[], ...configured: readonly string[]): string[] =>
  chooseServices(names, table, {
    settings: (name) => (configured.includes(name) ? { listen: [] } : {}),
  }).map(({ summary }) => summary);

test('services are those that are named, else those that are configured, else all', () => {
  expect(chosen(['snmptrapd', 'dhcpd', 'snmptrapd'], 'other')).toEqual(['snmptrapd', 'dhcpd']);
  expect(chosen([], 'other', 'dhcpd')).toEqual(['dhcpd', 'other']);
  expect(chosen([])).toEqual(['dhcpd', 'snmptrapd', 'other']);
  expect(() => chosen(['constructor'])).toThrow(expect.objectContaining({ code: 'SERVICE_UNKNOWN' }));
});
