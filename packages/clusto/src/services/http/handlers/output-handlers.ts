import { type outputs } from '../../../api/outputs.ts';
import { ansibleInventory } from '../../../operations/outputs/ansible-inventory.ts';
import { dhcpdHosts } from '../../../operations/outputs/dhcpd-hosts.ts';
import { forwardZone } from '../../../operations/outputs/forward-zone.ts';
import { hostsFile } from '../../../operations/outputs/hosts-file.ts';
import { keaSubnets } from '../../../operations/outputs/kea-subnets.ts';
import { type Output } from '../../../operations/outputs/output.ts';
import { prometheusTargets } from '../../../operations/outputs/prometheus-targets.ts';
import { reverseZone } from '../../../operations/outputs/reverse-zone.ts';
import { sshConfig } from '../../../operations/outputs/ssh-config.ts';
import { type Answer, type HandlersOf } from '../handler.ts';

const answerOf = ({ pieces }: Output): Answer => ({ body: [...pieces].join('') });

export const outputHandlers: HandlersOf<typeof outputs> = {
  getAnsible: async ({ inventory, query: { host: name, query, pools, networks } }) =>
    answerOf(await ansibleInventory(inventory, { query, pools, networks, name })),
  getPrometheus: async ({ inventory, query }) => answerOf(await prometheusTargets(inventory, query)),
  getHosts: async ({ inventory, query }) => answerOf(await hostsFile(inventory, query)),
  getZone: async ({ inventory, params, query }) => answerOf(await forwardZone(inventory, { ...query, ...params })),
  getReverseZone: async ({ inventory, query }) => answerOf(await reverseZone(inventory, query)),
  getKea: async ({ inventory, query }) => answerOf(await keaSubnets(inventory, query)),
  getDhcpd: async ({ inventory, query }) => answerOf(await dhcpdHosts(inventory, query)),
  getSshConfig: async ({ inventory, query }) => answerOf(await sshConfig(inventory, query)),
};
