/** One option of the configuration file. Where there is no default, the description says what happens without it. */
export interface ConfigOption {
  readonly type: 'text' | 'integer' | 'flag' | 'list' | readonly string[];
  readonly description: string;
  readonly default?: string | number | boolean;
  /** The environment variable that overrides it. */
  readonly env?: string;
}

/**
 * Every option by its full name; `mail.host` is `host` in the section `[mail]`. The reference page is made from this
 * table, and what is not in it is refused. Settings of a plug-in are its own affair: `[plugin.NAME]` takes anything.
 */
export const configOptions: Readonly<Record<string, ConfigOption>> = {
  dsn: {
    type: 'text',
    env: 'CLUSTO_DSN',
    default: 'sqlite:$XDG_DATA_HOME/clusto/clusto.db',
    description:
      'The database: `sqlite:PATH` or `postgres://user@host/database`; or a server of clusto: `https://host`. A relative path in the file starts at the file.',
  },
  actor: {
    type: 'text',
    env: 'CLUSTO_ACTOR',
    default: 'the login name',
    description: 'Who the log names as the author of a version.',
  },
  plugins: {
    type: 'list',
    default: '/etc/clusto/drivers and ~/.config/clusto/drivers',
    description:
      'Folders of plug-ins: each of their .ts and .js files is loaded. A relative path starts at the configuration file.',
  },
  durability: {
    type: ['full', 'off'],
    default: 'full',
    description: '`full`: a commit survives a power cut. `off`: it may not; faster, for throw-away databases only.',
  },
  busyTimeout: {
    type: 'integer',
    default: 60_000,
    description: 'How long a writer waits for another one, in milliseconds.',
  },
  idleTimeout: {
    type: 'integer',
    default: 60_000,
    description: 'After how long a transaction in which nothing happens is rolled back, in milliseconds.',
  },
  'audit.file': {
    type: 'text',
    env: 'CLUSTO_AUDIT_FILE',
    description:
      'The file to which a line of JSON is appended for each version that is written, each refusal and each secret that is shown; without it there is none. A relative path starts at the configuration file.',
  },
  'secrets.keyFile': {
    type: 'text',
    default: '$XDG_CONFIG_HOME/clusto/secret.key',
    description:
      'The key that seals secrets in the database, 32 bytes; made when the first secret is sealed. A relative path starts at the configuration file.',
  },
  'query.type': {
    type: 'text',
    env: 'CLUSTO_TYPE_FILTER',
    description:
      'What `clusto query` and `--query` find is of this type, such as `server`, unless the query itself says of which type.',
  },
  'allocate.pool': {
    type: 'text',
    default: 'unallocated',
    description:
      'The pool of free servers, of which `clusto allocate` takes and to which `clusto deallocate` gives back.',
  },
  'ec2.manager': { type: 'text', description: 'The EC2 manager that is meant where there are several.' },
  'ec2.home': {
    type: 'text',
    default: 'us-east-1',
    description: 'The region that is asked which regions there are.',
  },
  'ec2.endpoint': {
    type: 'text',
    env: 'AWS_ENDPOINT_URL_EC2',
    description: 'Another address of the EC2 API, such as that of an emulator; plain http to this machine only.',
  },
  'ec2.pricingEndpoint': { type: 'text', description: 'Another address of the AWS Price List API.' },
  'ec2.timeout': { type: 'integer', default: 15_000, description: 'How long one request may take, in milliseconds.' },
  'ec2.attempts': {
    type: 'integer',
    default: 5,
    description: 'How often a request is tried while EC2 throttles it or fails.',
  },
  'ec2.poll': {
    type: 'integer',
    default: 2000,
    description: 'How long to wait before looking again at an instance that changes its state, in milliseconds.',
  },
  'ec2.parallel': { type: 'integer', default: 5, description: 'How many regions are listed at once.' },
  'ec2.priceFile': {
    type: 'text',
    default: '$XDG_DATA_HOME/clusto/ec2-prices.json',
    description: 'Where the prices are kept that `clusto ec2 prices --refresh` fetched.',
  },
  'mail.host': { type: 'text', default: 'localhost', description: 'The SMTP server for mails of plug-ins.' },
  'mail.port': { type: 'integer', default: '25, with implicit TLS 465', description: 'Its port.' },
  'mail.tls': {
    type: ['none', 'starttls', 'implicit'],
    default: 'starttls, on this machine itself none',
    description: '`starttls` refuses a server that does not offer it; `implicit` speaks TLS from the first byte.',
  },
  'mail.user': { type: 'text', description: 'The user to log in as; without it there is no login.' },
  'mail.password': {
    type: 'text',
    description: 'The password of the user; better kept elsewhere, by one of the next two.',
  },
  'mail.passwordFile': {
    type: 'text',
    description:
      'A file that holds the password, read when a mail is sent. A relative path starts at the configuration file.',
  },
  'mail.passwordEnv': { type: 'text', description: 'The environment variable that holds the password.' },
  'mail.timeout': {
    type: 'integer',
    default: 30_000,
    description: 'How long to wait for the server, in milliseconds.',
  },
  'vm.manager': {
    type: 'text',
    default: 'the only manager of virtual machines',
    description: 'The manager that `clusto vm create` takes, and the one that `vm` commands show.',
  },
  'vm.names': {
    type: 'text',
    default: 'the only name manager',
    description: 'The name manager (`simpleentitynamemanager`) that names new virtual machines.',
  },
  'vm.subnet': {
    type: 'text',
    default: 'the only subnet',
    description: 'The IP manager that gives new virtual machines their address.',
  },
  'vm.pools': { type: 'list', description: 'The pools that new virtual machines are put into.' },
  'libvirt.user': {
    type: 'text',
    default: 'root',
    description: 'Who logs in to hypervisors over SSH, where their attribute `libvirt.uri` does not say so.',
  },
  'libvirt.identityFile': {
    type: 'text',
    default: 'the keys of the user',
    description: 'The private key for hypervisors. An absolute path.',
  },
  'libvirt.knownHosts': {
    type: 'text',
    default: 'the hosts that the user knows',
    description: 'The file of host keys that are trusted; with it, no other host is. An absolute path.',
  },
  'libvirt.sshConfig': {
    type: 'text',
    default: '~/.ssh/config',
    description: 'A configuration of SSH for hypervisors. An absolute path.',
  },
  'libvirt.virsh': {
    type: 'text',
    default: 'virsh',
    description: 'The client of libvirt: its path, or its name on the PATH.',
  },
  'power.settle': {
    type: 'integer',
    default: 15_000,
    description: 'How long what was switched gets to be in its new state, in milliseconds.',
  },
  'power.pause': {
    type: 'integer',
    default: 5000,
    description: 'How long several outlets stay off in a reboot, in milliseconds.',
  },
  'snmp.timeout': {
    type: 'integer',
    default: 2000,
    description: 'How long to wait for each answer of a power strip, in milliseconds.',
  },
  'snmp.retries': {
    type: 'integer',
    default: 1,
    description: 'How often a power strip that does not answer is asked again; never to reboot.',
  },
  'ipmi.ipmitool': {
    type: 'text',
    default: 'ipmitool',
    description: 'The program that speaks IPMI, by name or as a full path.',
  },
  'ipmi.timeout': {
    type: 'integer',
    default: 20_000,
    description: 'After how long it is stopped, in milliseconds.',
  },
  'redfish.timeout': {
    type: 'integer',
    default: 10_000,
    description: 'How long to wait for each answer of a Redfish service, in milliseconds.',
  },
  'redfish.caFile': {
    type: 'text',
    default: 'the authorities of Node',
    description:
      'Certificates (PEM, a full path) of the authorities that vouch for Redfish services without a pinned fingerprint.',
  },
  'serve.services': {
    type: 'list',
    default: 'those with a section of their own; without one all',
    description: 'What `clusto serve` runs when no services are named.',
  },
  'serve.monitor': {
    type: 'text',
    default: '127.0.0.1:9850',
    description:
      'Where metrics and health are served, `ADDRESS:PORT`; `off` for nowhere. There is no login, so an address that others reach shows them to all. Read at the start only.',
  },
  'serve.drainTimeout': {
    type: 'integer',
    default: 10_000,
    description: 'How long services that are to end may finish what is under way, in milliseconds.',
  },
  'serve.logLevel': {
    type: ['debug', 'info', 'warn', 'error'],
    default: 'info',
    description: 'What is written to the log of services: messages of this level and above.',
  },
  'serve.logFile': {
    type: 'text',
    default: 'stderr',
    description:
      'A file for the log of services, with an absolute path; a reload opens it anew, as programs that rotate logs want it. Read at the start only.',
  },
  'client.tokenFile': {
    type: 'text',
    env: 'CLUSTO_TOKEN',
    description:
      'The file with the token by which a server is told who asks, where `dsn` is the address of one; the variable has the token itself. A relative path starts at the configuration file.',
  },
  'client.caFile': {
    type: 'text',
    description:
      'The file with the certificates (PEM) that vouch for a server, instead of those that Node.js knows; an absolute path.',
  },
  'client.certFile': {
    type: 'text',
    description: 'The file with the certificate of the client (PEM), for servers that ask for one; an absolute path.',
  },
  'client.keyFile': { type: 'text', description: 'The file with the key of that certificate (PEM).' },
  'client.timeout': {
    type: 'integer',
    default: 600_000,
    description: 'How long a server may take for an answer, in milliseconds.',
  },
  'http.listen': {
    type: 'text',
    default: '127.0.0.1:9840',
    description:
      'Where the HTTP API is served, `ADDRESS:PORT`; an address that others reach needs `http.authentication`. Read at the start only.',
  },
  'http.authentication': {
    type: ['none', 'required'],
    default: 'none',
    description:
      '`required`: who asks has to say who they are, by a token or a certificate. `none`: whoever is on this machine may do everything; who says who they are is limited by their roles all the same. Read at the start only.',
  },
  'oidc.issuer': {
    type: 'text',
    description:
      'The identity provider whose tokens are believed (OpenID Connect), exactly as it names itself; https, unless it is on this machine. Without it there is none. Read at the start only.',
  },
  'oidc.audience': { type: 'text', description: 'Whom its tokens have to be for: what they have in `aud`.' },
  'oidc.actorClaim': { type: 'text', default: 'sub', description: 'The claim that names people in the log.' },
  'oidc.groupsClaim': {
    type: 'text',
    default: 'groups',
    description: 'The claim with the groups that somebody is in.',
  },
  'oidc.algorithms': {
    type: 'list',
    default: 'RS256 and ES256',
    description: 'How its tokens may be signed: RS, PS and ES with 256, 384 and 512, and EdDSA.',
  },
  'http.bodyLimit': {
    type: 'integer',
    default: 8_388_608,
    description: 'The largest body of a request that is read, in bytes. Read at the start only.',
  },
  'http.requestTimeout': {
    type: 'integer',
    default: 30_000,
    description: 'How long a request may take to arrive, in milliseconds. Read at the start only.',
  },
  'http.idleTimeout': {
    type: 'integer',
    default: 72_000,
    description:
      'How long a connection is kept on which nothing happens, in milliseconds; longer than that of a proxy before it. Read at the start only.',
  },
  'http.cache': {
    type: 'integer',
    default: 33_554_432,
    description:
      'How many bytes of answers are kept in memory for who asks the same of the same version; 0 for none. Read at the start only.',
  },
  'http.listeners': {
    type: 'integer',
    default: 2000,
    description: 'How many clients may be told of versions as they are committed, at once. Read at the start only.',
  },
  'http.certificate': {
    type: 'text',
    description:
      'A file with the certificate of the HTTP API in PEM, and those that lead to its authority: with it TLS is spoken, as HTTP/2 and HTTP/1.1. What is in the file is read again by a reload, and when it changes.',
  },
  'http.certificateKey': { type: 'text', description: 'The file with the key of `http.certificate`, in PEM.' },
  'http.clientAuthority': {
    type: 'text',
    description:
      'A file with the certificate of the authority, in PEM, whose client certificates say who somebody is. Without it none is asked for.',
  },
  'http.rate': {
    type: 'integer',
    default: 100,
    description:
      'How many requests of one caller are answered in a second, over time; ten seconds of it at once. Who needs no login is not held back. Read at the start only.',
  },
  'http.proxies': {
    type: 'list',
    description:
      'Addresses and networks of the proxies before the HTTP API: what they say in X-Forwarded-For is believed, for the log and for limits. Read at the start only.',
  },
  'http.replica': {
    type: 'text',
    description:
      'The DSN of a streaming replica of the database, out of which reads are answered where it has the version that they need. Read at the start only.',
  },
  'http.origins': {
    type: 'list',
    description:
      'The origins, such as `https://tools.example.com`, whose web pages may read what the HTTP API answers; none unless said. Read at the start only.',
  },
  'http.drainDelay': {
    type: 'integer',
    default: 0,
    description:
      'For how long the HTTP API still takes requests after it was asked to end and `/readyz` says 503, in milliseconds: as long as a balancer needs to notice, and less than `serve.drainTimeout`. Read at the start only.',
  },
  'webhooks.allow': {
    type: 'list',
    default: 'none',
    description:
      'Networks that webhooks may be sent to although they are not on the internet, such as `10.0.0.0/8`; plain http goes to them alone.',
  },
  'webhooks.timeout': {
    type: 'integer',
    default: 15_000,
    description: 'How long the target of a webhook may take to answer, in milliseconds.',
  },
  'webhooks.giveUpAfter': {
    type: 'integer',
    default: 259_200_000,
    description:
      'How long a version is tried that a target does not take, in milliseconds; then it is a dead letter, and the next one is sent.',
  },
  'webhooks.lease': {
    type: 'integer',
    default: 30_000,
    description:
      'How long a process that sent to webhooks and is gone without a word keeps another from sending, in milliseconds.',
  },
  'dhcpd.listen': {
    type: 'list',
    description:
      'The addresses of this server that the DHCP server answers at, IPv4 and IPv6. `eth0=10.0.0.1` stands for the socket `dhcpd.eth0` of systemd. Read at the start only.',
  },
  'dhcpd.port': { type: 'integer', default: 67, description: 'Its port. Read at the start only.' },
  'dhcpd.clientPort': { type: 'integer', default: 68, description: 'The port of clients.' },
  'dhcpd.port6': { type: 'integer', default: 547, description: 'Its port for DHCPv6. Read at the start only.' },
  'dhcpd.clientPort6': { type: 'integer', default: 546, description: 'The port of clients of DHCPv6.' },
  'dhcpd.siteGroup': {
    type: 'flag',
    default: false,
    description:
      'Whether relays of DHCPv6 are heard that send to all servers of the site (ff05::1:3) instead of to this one. Read at the start only.',
  },
  'dhcpd.duid': {
    type: 'text',
    default: 'made of /etc/machine-id',
    description:
      'The identifier (DUID) of this server for DHCPv6, as hexadecimal digits. No two servers may have the same.',
  },
  'dhcpd.relays': {
    type: 'list',
    default: 'all',
    description:
      'The relays that are answered, by the address of the client network that they name: addresses, or networks like `10.0.0.0/8` and `2001:db8::/32`.',
  },
  'dhcpd.trustedRelays': {
    type: 'list',
    default: 'none',
    description:
      'The relays that are believed what they say of networks, servers and ports in option 82: addresses, or networks.',
  },
  'dhcpd.rapidCommit': {
    type: 'flag',
    default: false,
    description: 'Whether clients that ask for it get their address in two packets.',
  },
  'dhcpd.declineTime': {
    type: 'integer',
    default: 86_400_000,
    description: 'How long an address is withheld that its client found in use, in milliseconds.',
  },
  'dhcpd.clientRate': {
    type: 'integer',
    default: 20,
    description: 'How many packets of one client are answered in a second.',
  },
  'dhcpd.learn': {
    type: 'flag',
    default: true,
    description:
      'Whether the MAC address of a client that is known by `bootstrap.mac` is noted at its first network port when it asks.',
  },
  'dhcpd.controllers': {
    type: 'list',
    default: 'udhcp 0.9.9-pre',
    description:
      'The vendor classes (option 60) of management controllers, whose address is noted as `ipmi-mac` instead of `mac`.',
  },
  'dhcpd.record': {
    type: 'text',
    description:
      'A file in which requests are kept for `clusto dhcp replay`, with an absolute path; without it they are not. Only its owner can read it.',
  },
  'dhcpd.recordSize': {
    type: 'integer',
    default: 67_108_864,
    description: 'How large that file gets, in bytes: then it is renamed to end in `.1`, in place of the one before.',
  },
  'snmptrapd.communities': {
    type: 'list',
    description:
      'Communities whose traps of versions 1 and 2c are taken, best as `env:NAME` or `file:/path`. Without communities and users the receiver does not start.',
  },
  'snmptrapd.users': {
    type: 'list',
    description:
      'Users whose traps of version 3 are taken: `admin sha256 file:/path aes file:/path`, that is name, authentication (md5, sha, sha224, sha256, sha384, sha512) and its secret, privacy (des, aes, aes256b, aes256r) and its secret. Without privacy the user need not encrypt.',
  },
  'snmptrapd.sources': {
    type: 'list',
    default: 'all',
    description: 'Whose messages are read at all: addresses, or networks like `10.0.0.0/8`.',
  },
  'snmptrapd.listen': {
    type: 'list',
    default: '0.0.0.0',
    description:
      'The addresses of this machine at which traps are received, unless systemd hands on sockets. Read at the start only.',
  },
  'snmptrapd.port': { type: 'integer', default: 162, description: 'Its port. Read at the start only.' },
  'snmptrapd.nameManager': {
    type: 'text',
    default: 'servernames',
    description: 'The name manager that names servers that are discovered.',
  },
  'snmptrapd.queue': {
    type: 'integer',
    default: 1000,
    description: 'How many traps may wait; a quarter of them from one source.',
  },
  'ssh.user': {
    type: 'text',
    default: 'root',
    description: 'Who logs in to hosts that are discovered; others than root ask the firmware by `sudo -n`.',
  },
  'ssh.port': {
    type: 'integer',
    default: '22, or what the configuration of SSH says',
    description: 'The port of SSH.',
  },
  'ssh.program': { type: 'text', default: 'ssh', description: 'The program, by name or as a full path.' },
  'ssh.identityFile': {
    type: 'text',
    default: 'the keys of the user',
    description: 'The private key for hosts. An absolute path.',
  },
  'ssh.knownHosts': {
    type: 'text',
    default: 'the hosts that the user knows',
    description: 'The file of host keys that are trusted. An absolute path.',
  },
  'ssh.sshConfig': {
    type: 'text',
    default: '~/.ssh/config',
    description: 'A configuration of SSH for hosts. An absolute path.',
  },
  'ssh.hostKeys': {
    type: ['yes', 'accept-new'],
    default: 'yes',
    description:
      '`yes`: only hosts whose key is known are asked. `accept-new`: new ones too, which are known by that key from then on.',
  },
  'ssh.timeout': {
    type: 'integer',
    default: 30_000,
    description: 'How long a host may take to say what it is, in milliseconds.',
  },
  'ssh.parallel': { type: 'integer', default: 16, description: 'How many hosts are asked at once.' },
  'console.user': {
    type: 'text',
    default: 'the login name; root in the library',
    description: 'Who logs in to console servers.',
  },
  'console.ssh': {
    type: 'text',
    default: 'ssh',
    description: 'The program that connects with console servers, by name or as a full path.',
  },
};
