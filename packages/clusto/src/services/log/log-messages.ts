/**
 * The one list of what services say: a stable id, how much it matters, the sentence with its `{placeholders}`, and what it
 * means to an operator. `docs/reference/log-messages.md` is generated from it. What is filled in is part of the line as well,
 * so nothing secret may have a placeholder.
 */
export const logMessages = {
  // ---- all services
  SERVICE_STARTING: ['info', 'The service {name} starts.', 'It has its configuration, and opens its sockets.'],
  SERVICE_READY: ['info', 'The service {name} is ready.', 'From now on it does its work.'],
  SERVICE_FAILED: [
    'error',
    'The service {name} failed: {reason}',
    'It could not start, or could not go on. All services of the process are stopped, and it ends with a status that is not 0.',
  ],
  SERVICE_DRAINING: [
    'info',
    'The service {name} takes no new work.',
    'The process was asked to end (SIGTERM, SIGINT). What is under way is finished first.',
  ],
  SERVICE_DRAIN_TIMEOUT: [
    'warn',
    'The service {name} did not finish its work within {milliseconds} ms.',
    'What was under way is given up. `serve.drainTimeout` says how long it may take.',
  ],
  SERVICE_STOPPED: ['info', 'The service {name} has stopped.', 'Its sockets are closed.'],
  SERVICE_STOP_FAILED: [
    'warn',
    'The service {name} did not stop cleanly: {reason}',
    'The process ends all the same, and with it what was left open.',
  ],
  SERVICE_PLUGIN_FAILED: [
    'warn',
    '{reason}',
    'A plug-in failed at the start: the services run without it. A reload after it was corrected brings it in.',
  ],
  SERVICES_RELOADED: [
    'info',
    'Configuration and plug-ins were read again.',
    'All services go on with what is written there now.',
  ],
  SERVICES_RELOAD_REFUSED: [
    'error',
    'The old configuration goes on: {reason}',
    'SIGHUP asked for a reload, and something in the configuration, a plug-in or the database is not usable. Nothing has changed; correct it and reload again.',
  ],
  SERVICES_INTERRUPTED: [
    'warn',
    'The process ends at once, as it was asked to a second time.',
    'A second SIGTERM or SIGINT does not wait for what is under way.',
  ],
  HTTP_LISTENING: ['info', 'The HTTP API is at {address}.', 'Its OpenAPI document is at `/v1/openapi.json` there.'],
  HTTP_REQUEST: [
    'info',
    '{actor} at {remote}: {method} {path} was answered {status} {code} in {milliseconds} ms (request {request}).',
    'A request to the HTTP API, with the code of the problem where there was one. Its parameters are not written, as they may hold what is secret.',
  ],
  HTTP_DENIED: [
    'warn',
    '{actor} at {remote} was refused {method} {path}: {code} (request {request}).',
    'Somebody did not say who they are, not truly, or asked for what they may not do; `clusto can` says which rule decides. `-` is nobody that is known.',
  ],
  HTTP_ADMINISTERED: [
    'info',
    '{actor} has done {operation} at {path}: {why} (request {request}).',
    'Who may do what, or who is told of versions, was changed, which makes no version. Why is what the request gave as its message; - where it gave none.',
  ],
  HTTP_FAILED: [
    'error',
    'The request {request} failed: {reason}',
    'A mistake of clusto itself, which the caller is told of without its reason. Please report it.',
  ],
  HTTP_UNSERVED: [
    'warn',
    'The request {request} was answered {status} {code}: {reason}',
    'Something that clusto needs was not there, such as the database, a hypervisor or an identity provider. The caller is told the code, and less of the reason.',
  ],
  HTTP_DATABASE_LOST: [
    'error',
    'The database cannot be read, so `/readyz` says 503: {reason}',
    'A balancer sends requests elsewhere until it can be again.',
  ],
  HTTP_DATABASE_BACK: ['info', 'The database is read again.', 'What had failed before is over.'],
  HTTP_ANSWER_KEPT: [
    'info',
    'The answer of the request {request} is there: {status}.',
    'It took longer than the client wanted to wait (`Prefer: respond-async`), who asks for it at `/v1/answers/`.',
  ],
  HTTP_CERTIFICATE_RENEWED: [
    'info',
    'The HTTP API shows another certificate from now on.',
    'Its files have changed. Connections that are open go on with the one before.',
  ],
  HTTP_CERTIFICATE_REFUSED: [
    'error',
    'The certificate of the HTTP API stays the one before: {reason}',
    'Its files have changed and cannot be used. They are looked at again each 30 seconds; the one before may expire.',
  ],
  HTTP_REPLICA_LOST: [
    'warn',
    'The replica cannot be read, and reads come out of the database itself: {reason}',
    'It is tried again each five seconds. Until then the database has all the work.',
  ],
  HTTP_REPLICA_BACK: ['info', 'The replica is read again.', 'What had failed before is over.'],
  MONITOR_READY: [
    'info',
    'Metrics and health are at {address}.',
    'Prometheus reads `/metrics` there; `/healthz` and `/readyz` say how the services are.',
  ],
  MONITOR_EXPOSED: [
    'warn',
    'Metrics and health can be read by other machines at {address}.',
    'There is no login: whoever reaches the port reads them. An address of this machine alone, such as 127.0.0.1, is the default of `serve.monitor`.',
  ],
  MONITOR_FAILED: [
    'error',
    'Metrics could not be read: {reason}',
    'The request was answered with status 500. This is a mistake of clusto.',
  ],
  NOTIFY_FAILED: [
    'warn',
    'systemd could not be told {what}: {reason}',
    'The program `systemd-notify` is missing or failed. With `Type=notify` systemd then takes the service for one that hangs.',
  ],
  // ---- dhcpd
  DHCP_HOSTS_READ: [
    'info',
    '{hosts} hosts were read in {milliseconds} ms, as they are at version {version}.',
    'Answers come out of memory from now on; what changes in the inventory is followed.',
  ],
  DHCP_LISTENING: ['info', 'DHCP is answered at {address}.', 'The address of this server on a network, and its port.'],
  DHCP_RELAYED_ONLY: [
    'warn',
    'At {address} only relayed requests are answered.',
    'With several addresses a broadcast does not say from which network it came. Give each interface a socket of systemd to serve clients without a relay.',
  ],
  DHCP_LEASE_OFFERED: [
    'info',
    '{host} ({mac}) is offered {address}, relay {relay}.',
    'A client asked for an address (DISCOVER) and has one that is bound. The relay is 0.0.0.0 where there is none.',
  ],
  DHCP_LEASE_GIVEN: [
    'info',
    '{host} ({mac}) has {address}, relay {relay}.',
    'A client has got its address, or the right to go on with it (ACK). The address is 0.0.0.0 for a client that asked for options only (INFORM).',
  ],
  DHCP_REQUEST_REFUSED: [
    'warn',
    '{host} ({mac}) is refused, relay {relay}: {because}.',
    'A client wanted an address that it does not have here (NAK), and will ask for another one. That is usual after a move.',
  ],
  DHCP_CLIENT_UNKNOWN: [
    'info',
    'No entity has a port with the MAC address {mac}, relay {relay}.',
    'A client that the inventory does not know is not answered. Set the MAC address at a port to serve it.',
  ],
  DHCP_IGNORED: [
    'info',
    '{mac} is not answered, relay {relay} ({reason}): {because}.',
    '`reason` is the word that the packet is counted under in `clusto_dhcp_packets_total`. `clusto dhcp explain` shows what a client gets, and why not.',
  ],
  DHCP_ADDRESS_DECLINED: [
    'error',
    '{host} ({mac}) found {address} in use by another; it is withheld for {seconds} s.',
    'A machine that clusto does not know uses the address (DECLINE). Find it, by the ARP tables of switches for example; the client gets nothing until then. `dhcpd.declineTime` says for how long.',
  ],
  DHCP_ADDRESS_RELEASED: [
    'info',
    '{host} ({mac}) has given back {address}.',
    'The client does not use it any more (RELEASE). It stays bound.',
  ],
  DHCP_DISCOVERY_HELD: [
    'info',
    '{address} of {subnet} is held for {mac}, which nobody knows.',
    'The network of the client is that of a discovery subnet (`dhcp.discovery`). It is offered the address when it asks again.',
  ],
  DHCP_DISCOVERY_FULL: [
    'warn',
    'The discovery subnet {subnet} has no address for {mac}.',
    'All of its addresses are taken or held. They come free by themselves some time after their clients have gone.',
  ],
  DHCP_CLIENT_LEARNED: [
    'info',
    '{host} has the {fact} address {mac} at its first network port.',
    'The entity was known by the address (`bootstrap.mac`), or its management controller has asked, and its port said nothing yet. It is noted in a version of its own.',
  ],
  DHCP_CLIENT_NOT_LEARNED: [
    'warn',
    '{mac} is not noted as {fact} of {host}: {reason}.',
    'What stands there stays: `other-address`: the port has another address; `elsewhere`: the address is on a port of something else; `several-clients`: several entities have it; `no-port`: the entity has no network port.',
  ],
  DHCP_WRITE_WAITING: [
    'warn',
    'What clients change in the inventory waits for the database: {reason}',
    'It is tried again. Answers go on meanwhile.',
  ],
  DHCP_WRITE_FAILED: [
    'error',
    'What clients change in the inventory could not be written: {reason}',
    'It is given up. Answers go on.',
  ],
  DHCP_TOO_OFTEN: [
    'warn',
    '{mac} asks too often, from {from}.',
    'Of one client no more than `dhcpd.clientRate` packets a second are answered, so that the others are.',
  ],
  DHCP_MALFORMED: ['info', 'A packet from {from} cannot be read: {reason}', 'It is dropped.'],
  DHCP_FAILED: [
    'error',
    'A packet from {from} could not be answered: {reason}',
    'This is a mistake of clusto. The packet is dropped, and others are answered.',
  ],
  DHCP_UNSENT: [
    'warn',
    'An answer to {to} could not be sent: {reason}',
    'There is no route to it, or it is no address that can be sent to.',
  ],
  DHCP_RECORDING: [
    'info',
    'Requests are kept in {file}.',
    '`dhcpd.record` says so. `clusto dhcp replay` answers them again; who may read the file sees which clients ask for what.',
  ],
  DHCP_UNRECORDED: [
    'warn',
    'Requests were not kept in {file}: {reason}',
    'The disk is full or slow, or the file cannot be written any more. Clients are answered all the same.',
  ],
  DHCP6_LISTENING: [
    'info',
    'DHCPv6 is answered at {address}; this server is {duid}.',
    'The address of this server on a network, its port, and the identifier (DUID) that clients name it by.',
  ],
  DHCP6_ADDRESS_OFFERED: [
    'info',
    '{host} ({client}) is offered {addresses}, relay {relay}.',
    'A client asked for addresses (SOLICIT) and has some that are bound. It is shown by its identifier (DUID); the relay is `::` where there is none.',
  ],
  DHCP6_ADDRESS_GIVEN: [
    'info',
    '{host} ({client}) has {addresses}, relay {relay}.',
    'A client has got its addresses, or the right to go on with them (REPLY).',
  ],
  DHCP6_CLIENT_TOLD: [
    'info',
    '{host} ({client}) was answered without an address, relay {relay}.',
    'A client asked for options only (INFORMATION-REQUEST), or whether its addresses are of this network (CONFIRM), which they are.',
  ],
  DHCP6_ADDRESS_REFUSED: [
    'warn',
    '{host} ({client}) is refused, relay {relay}: {because}.',
    'A client gets nothing of what it asks for. `clusto dhcp explain --ipv6` shows what it gets, and on which network.',
  ],
  DHCP6_CLIENT_UNKNOWN: [
    'info',
    'No entity is the client {client}, relay {relay}.',
    'No attribute `dhcp6.duid` says this identifier, and no port has the MAC address that a relay saw or that it is made of. Set one of them to serve the client.',
  ],
  DHCP6_IGNORED: [
    'info',
    '{client} is not answered, relay {relay} ({reason}): {because}.',
    '`reason` is the word that the packet is counted under in `clusto_dhcp6_packets_total`.',
  ],
  DHCP6_ADDRESS_DECLINED: [
    'error',
    '{host} ({client}) found {address} in use by another; it is withheld for {seconds} s.',
    'A machine that clusto does not know uses the address (DECLINE). Find it, by the neighbours of routers for example; the client does not get the address until then. `dhcpd.declineTime` says for how long.',
  ],
  DHCP6_ADDRESS_RELEASED: [
    'info',
    '{host} ({client}) has given back {address}.',
    'The client does not use it any more (RELEASE). It stays bound.',
  ],
  DHCP6_TOO_OFTEN: [
    'warn',
    '{client} asks too often, from {from}.',
    'Of one client, by the address that it sends from, no more than `dhcpd.clientRate` packets a second are answered, so that the others are.',
  ],
  DHCP_DATABASE_LOST: [
    'error',
    'The database does not answer: {reason} Answers are of version {version}.',
    'What is in memory goes on being served; changes come in when the database is back. `/readyz` shows the service as degraded until then.',
  ],
  DHCP_DATABASE_BACK: [
    'info',
    'The database answers again; answers were of version {version} until now.',
    'What was changed in the meantime is read now.',
  ],
  LOG_SUPPRESSED: [
    'warn',
    '{suppressed} happened {count} more times within {seconds} s.',
    'A message that comes in floods is written a few times and then counted.',
  ],

  // ---- webhooks
  WEBHOOKS_SENDING: [
    'info',
    'Versions are sent to webhooks by this process.',
    'Of all processes that serve webhooks of an inventory one sends. The others wait until it ends or is gone.',
  ],
  WEBHOOKS_WAITING: ['info', 'Another process sends to the webhooks.', 'This one takes over when the other is gone.'],
  WEBHOOKS_UNSAVED: [
    'error',
    'How far the webhooks are could not be written: {reason}',
    'It is tried again. If the process ends before, some versions are sent a second time, with the same id.',
  ],
  WEBHOOK_FAILED: [
    'warn',
    '{webhook} did not take version {version}, which is tried again in {seconds} s: {reason}.',
    'Later versions wait, so that their order stays. `clusto webhook show` has how often, and since when.',
  ],
  WEBHOOK_RECOVERED: ['info', '{webhook} took version {version} after {failures} failures.', 'All is well again.'],
  WEBHOOK_GIVEN_UP: [
    'error',
    '{webhook} was not told of version {version}, after {attempts} attempts: {reason}.',
    'It is a dead letter now, and the next version is sent. `clusto webhook resend` sends it again.',
  ],
  WEBHOOK_RESENT: [
    'info',
    '{webhook} was sent version {version} again: {outcome}.',
    'Somebody asked for it. What is not taken stays a dead letter.',
  ],
  WEBHOOK_PAUSED: [
    'error',
    '{webhook} is paused: {reason}.',
    'The target answered 410, that nothing is to come any more. `clusto webhook resume` goes on from where it was.',
  ],
  WEBHOOK_STUCK: [
    'error',
    '{webhook} cannot be told of versions: {reason}',
    'Its query is not understood any more, or its secret cannot be read. It is tried again; nothing is lost.',
  ],

  // ---- SNMP traps
  SNMP_LISTENING: ['info', 'SNMP traps are received at {address}, port {port}.', 'From now on switches are heard.'],
  SNMP_SERVER_CREATED: [
    'info',
    '{server} was made at {device} port {port} ({mac}, VLAN {vlan}).',
    'A switch learned a MAC address at a free port of a rack with a factory. `clusto log` shows the version.',
  ],
  SNMP_SERVER_COMPLETED: [
    'info',
    '{server} was completed at {device} port {port} ({mac}, VLAN {vlan}).',
    'A server that was known got its place, its cables or its MAC address, by what the switch reported.',
  ],
  SNMP_DRIFT: [
    'warn',
    '{mac} at {device} port {port} is not what is meant: {action}, {server}.',
    'The address belongs to a thing that is cabled elsewhere, or the thing at the port has another one. `clusto drift` lists it.',
  ],
  SNMP_ADDRESS_SEEN: [
    'debug',
    '{mac} at {device} port {port} makes no server: {action}.',
    'It was noted as observed. The page on discovery explains each word.',
  ],
  SNMP_DISCOVERY_FAILED: [
    'error',
    '{mac} at {device} port {port} could not become a server: {reason}',
    'Something stands against it, such as a rack unit that is taken or a name manager that is missing. The next trap of the port tries again.',
  ],
  SNMP_SOURCE_IGNORED: [
    'warn',
    'What {source} sends is ignored: {reason}.',
    'No entity has the address, several have it, or the one that has it has no network ports. Bind the address of the switch to it. The source is looked up again after ten seconds.',
  ],
  SNMP_DROPPED: [
    'warn',
    'A message of {source} was dropped: {reason}.',
    '`refused`: its SNMP community or user is not admitted, or it is not protected as the user has to be. `malformed` and `unexpected`: it is no trap. `replayed`: a trap of version 3 that is more than 150 seconds older than the last one of its sender, recorded by somebody, or of a sender that does not count its restarts (`snmpEngineBoots`). `queue-full`: more came than could be worked off; informs come again.',
  ],
  SNMP_WAITING: [
    'error',
    'A trap of {source} waits, as the database cannot be reached: {reason}',
    'It is tried again until it works; meanwhile traps queue up, and informs beyond the limit of the queue are not acknowledged.',
  ],
  SNMP_FAILED: [
    'error',
    'A trap of {source} was given up: {reason}',
    'This is a mistake of clusto. The next trap is worked off as usual.',
  ],
} as const satisfies Readonly<
  Record<string, readonly [level: 'debug' | 'info' | 'warn' | 'error', sentence: string, explanation: string]>
>;

export type LogMessages = typeof logMessages;
export type LogId = keyof LogMessages;
