import type { ExplainDhcpParams } from '../dhcp/dhcp-explanation.ts';
import type { ReplayBatch, ReplayPlan } from '../dhcp/replay-in-batches.ts';
import type { DriftParams } from '../discovery/find-drift.ts';
import type { HostsFileParams } from '../outputs/hosts-file.ts';
import type { ForwardZoneParams } from '../outputs/forward-zone.ts';
import type { ReverseZoneParams } from '../outputs/reverse-zone.ts';
import type { PrometheusParams } from '../outputs/prometheus-targets.ts';
import type { HostParams } from '../outputs/read-hosts.ts';
import type { SshConfigParams } from '../outputs/ssh-config.ts';
import type { ReservationParams } from '../outputs/dhcp-reservations.ts';
import type { KeaParams } from '../outputs/kea-subnets.ts';
import type { Driver } from '../../inventory/driver.ts';
import { acts, asks, changes } from './verb.ts';

/** What other tools read, and what others say of the inventory. */
export const outputVerbs = {
  ansibleInventory: asks(async (clusto, params: HostParams) =>
    (await import('../outputs/ansible-inventory.ts')).ansibleInventory(clusto, params),
  ),
  hostsFile: asks(async (clusto, params: HostsFileParams) =>
    (await import('../outputs/hosts-file.ts')).hostsFile(clusto, params),
  ),
  forwardZone: asks(async (clusto, params: ForwardZoneParams) =>
    (await import('../outputs/forward-zone.ts')).forwardZone(clusto, params),
  ),
  reverseZone: asks(async (clusto, params: ReverseZoneParams) =>
    (await import('../outputs/reverse-zone.ts')).reverseZone(clusto, params),
  ),
  prometheusTargets: asks(async (clusto, params: PrometheusParams) =>
    (await import('../outputs/prometheus-targets.ts')).prometheusTargets(clusto, params),
  ),
  sshConfig: asks(async (clusto, params: SshConfigParams) =>
    (await import('../outputs/ssh-config.ts')).sshConfig(clusto, params),
  ),
  dhcpdHosts: asks(async (clusto, params: ReservationParams) =>
    (await import('../outputs/dhcpd-hosts.ts')).dhcpdHosts(clusto, params),
  ),
  keaSubnets: asks(async (clusto, params: KeaParams) =>
    (await import('../outputs/kea-subnets.ts')).keaSubnets(clusto, params),
  ),
  explainDhcp: asks(async (clusto, term: string, params: ExplainDhcpParams) =>
    (await import('../dhcp/explain-dhcp.ts')).explainDhcp(clusto, term, params),
  ),
  replayDhcp: asks(async (clusto, batch: ReplayBatch) =>
    (await import('../dhcp/replay-in-batches.ts')).replayBatch(clusto, batch),
  ),
  replayDhcpByPlan: acts('write', async (clusto, batch: ReplayBatch, plan: ReplayPlan) =>
    (await import('../dhcp/replay-in-batches.ts')).replayBatch(clusto, batch, plan),
  ),
  listDeclined: asks(async (clusto) => (await import('../dhcp/list-declined.ts')).listDeclined(clusto)),
  clearDeclined: changes(async (clusto, ips: readonly string[]) =>
    (await import('../dhcp/clear-declined.ts')).clearDeclined(clusto, ips),
  ),
  findDrift: asks(async (clusto, params: DriftParams) => {
    const found = await (await import('../discovery/find-drift.ts')).findDrift(clusto, params);
    return found.map(({ drift }) => drift);
  }),
  acceptDrift: changes(async (clusto, things: readonly Driver[]) =>
    (await import('../discovery/accept-drift.ts')).acceptDrift(clusto, things),
  ),
  dismissDrift: changes(async (clusto, things: readonly Driver[]) =>
    (await import('../discovery/dismiss-drift.ts')).dismissDrift(clusto, things),
  ),
};
