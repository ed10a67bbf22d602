import { expect, test } from 'vitest';
import { databases } from '../../../../../tests/support/databases.ts';
import { openOutputSite, textOf } from '../../../../../tests/support/output-site.ts';
import { dhcpdHosts } from './dhcpd-hosts.ts';

test.each(databases.slice(0, 1))('hosts for dhcpd have a name of their own for each address on $name', async (kind) => {
  await using site = await openOutputSite(kind);
  expect(textOf(await dhcpdHosts(site.clusto, { query: 'name != web2' }))).toBe(
    `# 10.0.0.0/24: servers
host host_10-0-0-20 {
  hardware ethernet 02:00:00:00:00:20;
  fixed-address 10.0.0.20;
}
host web1_10-0-0-11 {
  hardware ethernet 02:00:00:00:00:11;
  fixed-address 10.0.0.11;
  option host-name "web1";
}
# 10.1.0.0/26: management
host web1-mgmt_10-1-0-11 {
  hardware ethernet 02:00:00:00:01:11;
  fixed-address 10.1.0.11;
  option host-name "web1-mgmt";
}
`,
  );
});
