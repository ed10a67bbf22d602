import { Type } from 'typebox';
import { count, entities, fields, flag, optional, takes, text, texts } from './told.ts';

const family = optional(Type.Union([Type.Literal(4), Type.Literal(6)]));
const filter = { query: optional(text), pools: optional(texts), name: optional(text) };
const hosts = { ...filter, networks: optional(texts) };
const names = { domain: optional(text), lastDomain: optional(text) };
const zone = {
  nameServers: texts,
  contact: text,
  ttl: optional(count),
  refresh: optional(count),
  retry: optional(count),
  expire: optional(count),
  negativeTtl: optional(count),
  serialBase: optional(count),
};
const reservations = { ...hosts, ...names, family, subnets: optional(texts) };

const version = optional(Type.Union([count, text]));
const replay = fields({ records: Type.Array(fields({ place: text, text })), at: version, against: version });

/** Of the operations on what other tools read, and what others say of the inventory. */
export const outputArguments = {
  ansibleInventory: takes(fields(hosts)),
  hostsFile: takes(fields({ ...hosts, ...names, withoutLocalhost: optional(flag) })),
  forwardZone: takes(fields({ ...hosts, ...names, ...zone, zone: text })),
  reverseZone: takes(fields({ ...filter, ...names, ...zone, network: text })),
  prometheusTargets: takes(
    fields({
      ...hosts,
      port: optional(count),
      portAttribute: optional(text),
      labels: optional(Type.Record(text, text)),
    }),
  ),
  sshConfig: takes(fields({ ...hosts, ...names })),
  dhcpdHosts: takes(fields(reservations)),
  keaSubnets: takes(fields({ ...reservations, subnetsOnly: optional(flag) })),
  explainDhcp: takes(text, fields({ arch: optional(text), isIpxe: optional(flag), family, network: optional(text) })),
  replayDhcp: takes(replay),
  replayDhcpByPlan: takes(
    replay,
    fields({
      files: Type.Array(fields({ name: text, text })),
      set: optional(text),
      prune: optional(flag),
      overwrite: optional(flag),
    }),
  ),
  listDeclined: takes(),
  clearDeclined: takes(texts),
  findDrift: takes(fields({ entities: optional(entities), dismissed: optional(flag) })),
  acceptDrift: takes(entities),
  dismissDrift: takes(entities),
} as const;
