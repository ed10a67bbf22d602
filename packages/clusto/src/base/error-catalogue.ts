/**
 * The one list of everything that can go wrong: a stable code, the exception class that carries it, the sentence
 * with its `{placeholders}`, and what an operator can do. `docs/reference/errors.md` is generated from it.
 *
 * The class names are those of the original (behaviour spec sections 4 to 12) where it had one.
 */
export const catalogue = {
  // ---- looking things up
  ENTITY_NOT_FOUND: [
    'LookupException',
    '{name} does not exist.',
    'Check the spelling; `clusto list` prints every name.',
  ],
  FREE_POOL_MISSING: [
    'LookupException',
    'There is no pool {pool}, from which free servers are taken.',
    'Make it with `clusto pool create` and put free servers into it, or name another one with --from or as `allocate.pool` in the configuration.',
  ],
  ENTITY_AMBIGUOUS: ['LookupException', '{term} means more than one entity: {things}.', 'Name the one that is meant.'],
  ENTITY_GONE: [
    'LookupException',
    '{thing} has been deleted.',
    'Look the entity up again, or read it at an older version.',
  ],
  ENTITY_WRONG_DRIVER: ['TypeException', '{thing} is not a {expected}.', 'Name an entity of the expected driver.'],
  VERSION_UNKNOWN: [
    'LookupException',
    'Version {version} does not exist, the latest is {latest}.',
    'Name a version between 0 and the latest.',
  ],
  HISTORY_AMBIGUOUS: [
    'LookupException',
    'No entity is named {name} now, and several were: {candidates}.',
    'Look with --at at a version when the one that is meant had the name.',
  ],
  TIME_INVALID: [
    'ValueException',
    '{value} is not a time; write it like 2026-11-01T00:00:00Z.',
    'Use ISO 8601 with a zone, or a Date.',
  ],
  DURATION_INVALID: [
    'ValueException',
    '{argument} must be a time like 90m, 2h or 30d, not {value}.',
    'Write a number and one unit: ms, s, m, h, d, w or y.',
  ],
  // ---- names, keys, values
  NAME_INVALID: [
    'NameException',
    'The name {name} is not allowed: {reason}.',
    'Names have 1 to 255 characters, no slash and no control characters.',
  ],
  NAME_TAKEN: [
    'NameException',
    'An entity named {name} already exists.',
    'Choose another name, or rename the existing entity first.',
  ],
  KEY_INVALID: [
    'NameException',
    'The attribute key {key} is not allowed: {reason}.',
    'Keys begin with a letter or underscore, then letters, digits, underscore and minus, at most 255.',
  ],
  SUBKEY_INVALID: [
    'NameException',
    'The attribute subkey {subkey} is not allowed: {reason}.',
    'Subkeys follow the rule of keys.',
  ],
  KEY_RESERVED: [
    'NameException',
    'The attribute {key} is kept by clusto itself: {instead}.',
    'Use the operation that the message names.',
  ],
  NUMBER_INVALID: [
    'TypeException',
    'The attribute number {number} is not allowed: an integer from -2147483648 to 2147483647, or true for the next one.',
    'Give an integer or true.',
  ],
  VALUE_INVALID: [
    'ValueException',
    'The value {value} cannot be stored: {reason}.',
    'Values are integers of 64 bits, floats, booleans, strings, dates, entities, and JSON arrays and objects.',
  ],
  VALUE_DAMAGED: [
    'StoreException',
    'A stored value of the datatype {datatype} cannot be read: {reason}.',
    'Correct the row in the database, or restore a backup.',
  ],
  ARGUMENT_INVALID: [
    'TypeException',
    '{argument} must be {expected}, not {value}.',
    'See the reference of the operation.',
  ],
  FILTER_INVALID: [
    'TypeException',
    'The attribute filter is not allowed: {reason}.',
    'See the guide, section attributes.',
  ],
  QUERY_INVALID: [
    'ValueException',
    'The query is not understood at column {column}: {reason}.',
    'See the page of the query language; `clusto query --help` has examples.',
  ],
  ATTRIBUTE_AMBIGUOUS: [
    'DriverException',
    '{thing} has {count} attributes that match {attribute}, where one was expected.',
    'Say which one by subkey, number or value.',
  ],
  // ---- drivers
  DRIVER_UNKNOWN: [
    'NameException',
    'There is no driver {driver}.',
    'List the drivers with `clusto driver list`; a driver of your own belongs into the plug-in folder.',
  ],
  TYPE_UNKNOWN: ['NameException', 'There is no type {type}.', 'List the types with `clusto driver list`.'],
  DRIVER_DUPLICATE: [
    'DriverException',
    'The driver name {driver} is claimed by both {first} and {second}.',
    'Give one of the classes another driverName; a class may only take over the name of a class that it extends.',
  ],
  DRIVER_INVALID: ['DriverException', 'The driver class {driver} is not usable: {reason}.', 'See the plug-in guide.'],
  PROPERTY_UNKNOWN: [
    'DriverException',
    '{driver} has no property {property}.',
    'Properties are declared by the driver class; `clusto info --drivers` lists them.',
  ],
  NOT_SUPPORTED: ['DriverException', '{thing} cannot {action}.', 'Use an entity whose driver has this ability.'],
  // ---- containment
  PARENT_EXISTS: ['TypeException', '{thing} is already in {parent}.', 'Remove it from there first.'],
  CONTAINER_CYCLE: [
    'DriverException',
    '{thing} cannot be put into {container}: it would contain itself.',
    'Check `clusto tree`.',
  ],
  NOT_A_POOL: ['TypeException', '{thing} is not a pool.', 'Name a pool, or use getFromEntities.'],
  NOT_A_MEMBER: ['LookupException', '{thing} is not in {container}.', 'List what is in it with `clusto tree`.'],
  POOL_MEMBER_EXISTS: [
    'PoolException',
    '{thing} is already in {pool}.',
    'Nothing to do: an entity can be in a pool once.',
  ],
  POOL_EXCLUSIVE_MEMBER: [
    'PoolException',
    '{thing} is already in ExclusivePool(s) [{pools}].',
    'Remove it from the exclusive pool first.',
  ],
  POOL_EXCLUSIVE: [
    'PoolException',
    '{thing} cannot be put into the ExclusivePool {pool}: it is already in Pool(s) [{pools}].',
    'Remove it from its other pools first.',
  ],
  POOL_UNIQUE: ['PoolException', '{thing} is already in UniquePool(s) [{pools}].', 'Remove it from that pool first.'],
  RACK_NOT_A_DEVICE: [
    'TypeException',
    '{thing} cannot be put into a rack: only devices can.',
    'Put it into a datacenter, cage, zone or pool.',
  ],
  RACK_UNIT_INVALID: [
    'TypeException',
    'The rack unit {unit} is not allowed: {reason}.',
    'Give an integer, or a list of adjacent integers, within minu and maxu of the rack.',
  ],
  RACK_UNIT_TAKEN: ['TypeException', 'Rack unit {unit} of {rack} is taken by {thing}.', 'Choose a free unit.'],
  RACK_FULL: [
    'DriverException',
    '{rack} has no {height} free units together.',
    'See the gaps with `clusto rack show`, or name another rack.',
  ],
  RACK_UNITS_MISMATCH: [
    'TypeException',
    '{thing} takes {expected} rack unit(s), not {given}.',
    'Name as many adjacent units as the device is high.',
  ],
  RACK_SECOND: ['TypeException', '{thing} is already in the rack {rack}.', 'Remove it from that rack first.'],
  // ---- ports
  PORT_UNKNOWN: ['ConnectionException', '{thing} has no port {type} {number}.', 'List the ports with `clusto info`.'],
  PORT_NUMBER_INVALID: [
    'TypeException',
    'The port number {number} is not allowed: an integer from 1.',
    'Ports are numbered from 1; only drivers with named outlets take names.',
  ],
  PORT_TAKEN: [
    'ConnectionException',
    'Port {type} {number} of {thing} is already connected to {other}.',
    'Disconnect the port first.',
  ],
  CABLE_LOOP: [
    'ConnectionException',
    'The cable leads back to port {type} {number} of {thing}.',
    'Look at the cables of that device with `clusto port show`.',
  ],
  PORT_SELF: [
    'ConnectionException',
    'Port {type} {number} of {thing} cannot be connected to itself.',
    'Name another port.',
  ],
  PORT_UNSUPPORTED: ['ConnectionException', '{thing} has no ports.', 'Connect devices.'],
  PORT_ATTRIBUTE_AMBIGUOUS: [
    'ConnectionException',
    'Port {type} {number} of {thing} has {count} attributes {key}, where one was expected.',
    'Delete all but one, or read them with attrs.',
  ],
  // ---- allocation of servers
  ALLOCATION_SHORT: [
    'ResourceNotAvailableException',
    '{wanted} wanted, and {found} of the {candidates} {what}{why}.',
    'Ask for less, drop a constraint, or add what is missing; nothing was allocated.',
  ],
  ALLOCATION_KEY_USED: [
    'ResourceException',
    'The key {key} belongs to another request, which got {names}.',
    'Repeat that request word for word, or choose another key.',
  ],
  HOLD_UNKNOWN: [
    'LookupException',
    'There is no reservation {key}.',
    'Its time is over, or it was ended; `clusto hold list` shows those that there are.',
  ],
  // ---- resource managers
  RESOURCE_TAKEN: [
    'ResourceException',
    '{resource} is already allocated to {owner}.',
    'Choose another, or deallocate it first.',
  ],
  RESOURCE_NUMBER_TAKEN: [
    'ResourceException',
    '{thing} already has the attribute {key} with the number {number}.',
    'Leave the number out, then the next one is taken.',
  ],
  RESOURCE_NOT_ASSIGNED: ['ResourceException', '{resource} is not assigned to {thing}.', 'Allocate it first.'],
  RESOURCE_TYPE_INVALID: [
    'ResourceTypeException',
    '{resource} is not a resource of {manager}: {reason}.',
    'Give a value that the manager covers.',
  ],
  RESOURCE_EXHAUSTED: [
    'ResourceNotAvailableException',
    '{manager} has nothing left to hand out.',
    'Free something, or make the range larger.',
  ],
  RESOURCE_NO_ALLOCATOR: ['ResourceException', '{manager} cannot choose a resource by itself.', 'Name the resource.'],
  MANAGER_INVALID: [
    'ResourceException',
    '{manager} is not usable: {reason}.',
    'Correct the properties of the manager.',
  ],
  MANAGER_OVERLAP: [
    'ResourceException',
    '{manager} has the same range as {other}.',
    'One manager for each range; nested ranges are allowed.',
  ],
  IP_INVALID: [
    'ResourceTypeException',
    '{ip} is not an IP address.',
    'Write one address such as 192.168.20.1 or 2001:db8::1.',
  ],
  HOST_BITS: [
    'ResourceTypeException',
    '{cidr} has host bits set, the network is {network}.',
    'Write the network address, or mean the host by leaving out the prefix length.',
  ],
  NETMASK_INVALID: [
    'ResourceTypeException',
    '{netmask} is not a netmask.',
    'Write it like 255.255.255.0, or as a prefix length like 24.',
  ],
  MAC_INVALID: ['ValueException', '{mac} is not a MAC address.', 'Write it like 00:1b:21:3c:4d:5e.'],
  IP_QUARANTINED: [
    'ResourceException',
    '{ip} is in quarantine until {until}: {reason}.',
    'Take another address, or give --force (in the library `quarantined: true`) when nobody uses it any more.',
  ],
  IP_MANAGER_MISSING: ['ResourceException', 'No IP manager covers {ip}.', 'Create an IPManager for its subnet.'],
  IP_UNDECIDED: [
    'ResourceException',
    '{thing} needs an address, or an IP manager that chooses one.',
    'Give ip, ipman, or both.',
  ],
  DHCP_OPTION_INVALID: [
    'ValueException',
    'The DHCP option {option} takes {expected}, not {value}.',
    'The reference of DHCP options says what each of them takes.',
  ],
  DHCP_OPTION_UNKNOWN: [
    'NameException',
    'There is no DHCP option {option}.',
    'Name one of the reference of DHCP options, or write its code and type like option-224-text.',
  ],
  DHCP_RECORD_INVALID: [
    'ValueException',
    'The recorded request at {place} cannot be read: {reason}.',
    'Each line is one request as `clusto dhcp record` writes it; take out the line, or record again.',
  ],
  PACKET_MALFORMED: [
    'ValueException',
    'The {what} is malformed: {reason}.',
    'A capture of the network shows who sends it.',
  ],
  NAME_MANAGER_EXHAUSTED: [
    'SimpleNameManagerException',
    '{manager} has no names of {digits} digits left.',
    'Raise the property digits.',
  ],
  NUM_MANAGER_EXHAUSTED: [
    'SimpleNumManagerException',
    '{manager} has no numbers up to {maxnum} left.',
    'Raise the property maxnum.',
  ],
  // ---- VM managers
  VM_HOST_NOT_A_SERVER: [
    'ResourceException',
    '{thing} cannot be a host of {manager}: its type is {type}, not server.',
    'Insert a physical server.',
  ],
  VM_HOST_INCOMPLETE: [
    'ResourceException',
    '{host} cannot be a host of {manager}: it lacks {attributes}.',
    'Set them on the host: system.memory in MB, system.disk in GB and system.cpucount as positive numbers, and the volume group as a text (which a container of the host may have).',
  ],
  VM_HOST_TAKEN: [
    'PoolException',
    '{host} is already a host of {manager}.',
    'A host belongs to one VM manager: remove it from there first.',
  ],
  VM_HOST_FOREIGN: [
    'ResourceException',
    '{host} is not a host of {manager}.',
    'Insert it into the manager, or name one of the hosts that `clusto vm capacity` lists.',
  ],
  VM_HOST_USED: [
    'ResourceException',
    '{host} cannot be removed from {manager}: it has the machines {machines}.',
    'Move or delete the machines first; `clusto vm list` shows where they are.',
  ],
  VM_HOST_FULL: [
    'ResourceException',
    '{machine} does not fit on {host}: {reasons}.',
    'Choose another host, ask for less, or use force.',
  ],
  VM_NO_HOST: [
    'ResourceNotAvailableException',
    'None of the {count} hosts of {manager} can take {machine}, which asks for {demand}: {reasons}.',
    'Ask for less, free a host, or insert another; `clusto vm capacity` shows what is left.',
  ],
  VM_RACK_UNKNOWN: ['ResourceException', '{thing} is in no rack.', 'Name a rack, or a thing that is in one.'],
  VM_NOT_A_MACHINE: [
    'ResourceException',
    '{thing} cannot be placed on a host: its type is {type}, not virtualserver.',
    'Name a virtual server.',
  ],
  VM_INCOMPLETE: [
    'ResourceException',
    '{machine} cannot be placed: it lacks {attributes}.',
    'Set system.memory in MB and system.disk in GB (and system.cpucount, where it is not 1) as positive numbers.',
  ],
  VM_PLACED: ['ResourceException', '{machine} is already on {host}.', 'Move it, or deallocate it first.'],
  VM_NOT_PLACED: ['DriverException', '{machine} is on no host.', 'Allocate it on a VM manager first.'],
  VM_MOVING: [
    'ResourceException',
    '{machine} is moving from {from} to {to}.',
    'Wait until it has moved, or finish or undo the move with `clusto vm repair`.',
  ],
  VM_NOT_MOVING: ['ResourceException', '{machine} is not moving to another host.', 'Begin a move first.'],
  // ---- rack factories
  FACTORY_UNKNOWN: [
    'DriverException',
    'There is no rack factory for the layout {layout} of {rack}.',
    'Set the attribute racklayout of the rack, or add a factory to the plug-in folder.',
  ],
  FACTORY_DUPLICATE: [
    'DriverException',
    'The rack layout {layout} is claimed by both {first} and {second}.',
    'Name another layout in one of the factories; a class may only take over a layout of a class that it extends.',
  ],
  FACTORY_PORT_UNKNOWN: [
    'DriverException',
    'The rack layout {layout} has no place for switch port {port}.',
    'Choose a switch port of the layout.',
  ],
  // ---- who may do what
  FORBIDDEN: [
    'AccessException',
    '{actor} may not {action}.',
    'Ask `clusto can` which rule decides, and somebody with the role admin for the right.',
  ],
  REFERENCE_FORBIDDEN: [
    'AccessException',
    '{actor} may not have {attribute} refer to a file, a variable or a program of the server.',
    'Give the secret itself, which is sealed (`--secret`); file:/path, env:NAME, and parameters in libvirt.uri are for who administers the server.',
  ],
  RULE_INVALID: [
    'ValueException',
    'Line {line} of the rules is not understood at column {column}: {reason}.',
    'Write rules as docs/authorization.md describes them, such as `write attr where pool = web`.',
  ],
  ROLE_UNKNOWN: ['LookupException', 'There is no role {role}{near}.', '`clusto role list` prints every role.'],
  ROLE_TAKEN: [
    'NameException',
    'There is a role {role} already.',
    'Name another one, or change it with `clusto role set`.',
  ],
  ROLE_INVALID: [
    'NameException',
    '{role} is not the name of a role: {reason}.',
    'Use small letters, digits and minus, beginning with a letter.',
  ],
  ROLE_BUILT_IN: [
    'ValueException',
    'The role {role} is built in and stays as it is.',
    'Make a role of your own with `clusto role create`.',
  ],
  ROLE_GRANTED: [
    'ValueException',
    'The role {role} is still granted: {subjects}.',
    'Take it from them first with `clusto role revoke`.',
  ],
  GRANT_UNKNOWN: [
    'LookupException',
    'The role {role} is not granted to {subject}.',
    '`clusto role show` prints to whom a role is granted.',
  ],
  SUBJECT_INVALID: [
    'ValueException',
    '{subject} is nobody to whom a role can be granted: {reason}.',
    'Write token:ID, subject:SUB, group:NAME or certificate:NAME.',
  ],
  TOKEN_UNKNOWN: ['LookupException', 'There is no token {token}.', '`clusto token list` prints every token.'],
  TOKEN_EXPIRED: [
    'ValueException',
    'The token {token} is {state}, and stays so.',
    'Make a new one with `clusto token create`.',
  ],
  SCOPE_UNKNOWN: ['ValueException', '{scope} is no scope; there are {scopes}.', 'Name one of them.'],
  CREDENTIALS_MISSING: ['AccessException', 'Nothing says who asks.', 'Send a bearer token, or a client certificate.'],
  IDENTITY_PROVIDER_FAILED: [
    'ProviderException',
    'The identity provider {issuer} does not say who somebody is: {reason}.',
    'Look whether it runs, and whether oidc.issuer is what it calls itself.',
  ],
  CREDENTIALS_INVALID: [
    'AccessException',
    'The credentials are not accepted: {reason}.',
    'Get a new token with `clusto token create`, or sign in again.',
  ],
  // ---- transactions and views
  VIEW_READ_ONLY: [
    'TransactionException',
    'The inventory at version {version} cannot be changed.',
    'Write to the present; an older version is there to be read.',
  ],
  TRANSACTION_CLOSED: [
    'TransactionException',
    'The transaction in which this was started has already ended.',
    'Await everything that a transaction starts before it returns.',
  ],
  TRANSACTION_ABANDONED: [
    'TransactionException',
    'The transaction was rolled back: nothing was done in it for {seconds} seconds.',
    'Do slow work outside the transaction.',
  ],
  UNDO_REFUSED: [
    'TransactionException',
    'The {title} is not possible, as later changes depend on it: {conflicts}.',
    'Undo those versions too, or put things right by hand; `clusto undo --dry-run` lists all of them.',
  ],
  UNDO_EMPTY: [
    'TransactionException',
    'There is nothing to undo in {versions}.',
    'Look for the version that is meant with `clusto log`.',
  ],
  // ---- database
  DSN_INVALID: [
    'StoreException',
    'The database address {dsn} is not usable: {reason}.',
    'Write sqlite:/path/to/file, or postgres://user@host/database.',
  ],
  DATABASE_UNAVAILABLE: [
    'StoreException',
    'The database {dsn} cannot be opened: {reason}.',
    'Check that it exists, that it runs, and that you may use it.',
  ],
  DATABASE_EMPTY: ['StoreException', 'The database {dsn} holds no inventory yet.', 'Run `clusto init`.'],
  DATABASE_TOO_NEW: [
    'StoreException',
    'The database {dsn} has schema {found}, this clusto knows {known}.',
    'Update clusto.',
  ],
  DATABASE_TOO_OLD: [
    'StoreException',
    'The database {dsn} has schema {found}, this clusto needs {known}: run `clusto init`.',
    'Make a backup, then run `clusto init`, which brings the schema up to date.',
  ],
  DATABASE_BUSY: [
    'StoreException',
    'The database {dsn} is locked by another writer for more than {seconds} seconds.',
    'Try again; look for a process that keeps a transaction open.',
  ],
  DATABASE_READ_ONLY: [
    'StoreException',
    'The database {dsn} is read-only.',
    'Check the permissions of the file and its folder, or the rights of the database user.',
  ],
  DATABASE_FULL: [
    'StoreException',
    'The database {dsn} cannot grow: the disk is full.',
    'Free some space; nothing was changed.',
  ],
  DATABASE_CORRUPT: [
    'StoreException',
    'The database {dsn} is damaged or not a database: {reason}.',
    'Restore a backup.',
  ],
  INVENTORY_NOT_EMPTY: [
    'StoreException',
    'The inventory {dsn} is not empty (version {version}): a history can only come first.',
    'Name a database that does not exist yet, or one that holds nothing; `clusto restore --force` replaces what is there.',
  ],
  DOCTOR_FINDINGS: [
    'ValueException',
    'Not all is well: {count} findings.',
    'Follow the advice beside each of them; `clusto doctor --fix` mends those of which it says so.',
  ],
  AUDIT_UNWRITABLE: [
    'ConfigurationException',
    'The audit log {file} cannot be written to: {reason}.',
    'Nothing was changed; make the file writable, or take `audit.file` out of the configuration.',
  ],
  AUDIT_INCOMPLETE: [
    'ConfigurationException',
    'Version {version} was written, and the audit log does not have it: {reason}.',
    'Do not repeat the command; `clusto show` tells what to add to the log.',
  ],
  BACKUP_INVALID: [
    'ValueException',
    '{file} is no backup that can be restored: {reason}.',
    'Nothing was changed; take another backup.',
  ],
  BACKUP_TOO_NEW: [
    'ValueException',
    '{file} is of schema {found}, and this clusto knows up to {known}: it was written by clusto {program}.',
    'Restore it with that version of clusto, or a newer one.',
  ],
  BACKUP_UNWRITABLE: [
    'StoreException',
    'The backup {file} could not be written: {reason}.',
    'Name a file in a folder that exists, can be written to and has room; what was there before is still there.',
  ],
  LEGACY_NOT_CLUSTO: [
    'StoreException',
    'The database {dsn} is not one of the Python clusto: {reason}.',
    'Name the database that the Python program uses: the `dsn` of its clusto.conf.',
  ],
  LEGACY_SCHEMA: [
    'StoreException',
    'The database {dsn} has schema version {found} of the Python clusto; only version {known} can be imported.',
    'Bring it to that version with the Python program, then import again.',
  ],
  IMPORT_DIFFERS: [
    'StoreException',
    'The import of {dsn} was undone, as what arrived is not what was sent: {reason}.',
    'Nothing was changed. Report it with the output of `--dry-run --json`.',
  ],
  DATABASE_FAILED: ['StoreException', 'The database {dsn} failed: {reason}.', 'See the log of the database.'],
  CONFLICT: [
    'StoreException',
    'The change collides with what is already there: {reason}.',
    'Read the present state, then try again.',
  ],
  // ---- configuration, plug-ins, command line
  CONFIG_INVALID: [
    'ConfigurationException',
    'The configuration {file} is not usable: {reason}.',
    'See the configuration reference.',
  ],
  CONFIG_MISSING: [
    'ConfigurationException',
    'The configuration {file} cannot be read: {reason}.',
    'Check the path given by --config or CLUSTO_CONFIG.',
  ],
  SECRET_KEY_INVALID: [
    'ConfigurationException',
    'The key file {file} is not usable: {reason}.',
    'Set `keyFile` in the section [secrets]; it is made when the first secret is sealed, and is to be kept as safe as they are.',
  ],
  SECRET_KEY_OTHER: [
    'ConfigurationException',
    'A secret cannot be opened with the key file {file}: it was sealed with another key, or changed since.',
    'Put the key with which it was sealed there, or store the secret again: `clusto attr set THING key.subkey --secret`.',
  ],
  SECRET_UNREADABLE: [
    'ConfigurationException',
    'The secret {reference} cannot be read: {reason}.',
    'Set the variable or make the file where clusto runs, or store the secret: `clusto attr set THING key.subkey --secret`.',
  ],
  PLUGIN_FAILED: [
    'PluginException',
    'The plug-in {file} cannot be used: {reason}.',
    'Correct the file; everything else keeps working.',
  ],
  SCRIPT_FAILED: [
    'PluginException',
    'The script {file} failed: {reason}.',
    'Correct the script; what it had written before stays, unless it used a transaction.',
  ],
  MAIL_FAILED: [
    'PluginException',
    'The mail to {to} could not be sent: {reason}.',
    'Check the mail settings in the configuration.',
  ],
  // ---- EC2
  EC2_CREDENTIALS_MISSING: [
    'ProviderException',
    'There are no credentials for AWS.',
    'Give the manager aws_access_key_id and aws_secret_access_key, or set what the SDK reads: AWS_PROFILE, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or a role.',
  ],
  EC2_CREDENTIALS_WRONG: [
    'ProviderException',
    'AWS does not accept the credentials: {action} in {region} ended with {reason}.',
    'Check the access key and its secret, the clock of this machine, and whether the region is enabled.',
  ],
  EC2_DENIED: [
    'ProviderException',
    'AWS does not allow {action} in {region}.',
    'Give the user or role the permission ec2:ACTION; docs/providers/ec2.md has the policy.',
  ],
  EC2_THROTTLED: [
    'ProviderException',
    'EC2 still throttles {action} in {region} after {attempts} attempts.',
    'Try again later, list fewer regions at once, or raise `attempts` in the section [ec2].',
  ],
  EC2_REFUSED: [
    'ProviderException',
    'EC2 refused {action} in {region}: {reason}.',
    'Correct what the reason names; the attributes are those of the key aws, also of containers.',
  ],
  EC2_FAILED: [
    'ProviderException',
    'EC2 failed at {action} in {region}: {reason}.',
    'Try again later; `clusto vm repair` finishes or undoes what was begun.',
  ],
  EC2_UNREACHABLE: [
    'ProviderException',
    'EC2 cannot be reached for {action} in {region}: {reason}.',
    'Check the network, the region and the endpoint; `clusto vm repair` finishes or undoes what was begun.',
  ],
  EC2_INSTANCE_UNKNOWN: [
    'ProviderException',
    'EC2 does not know the instance {instance} in {region}.',
    'It was terminated by someone else, or is of another account; `clusto ec2 sync` shows the difference.',
  ],
  EC2_STATE_NOT_REACHED: [
    'ProviderException',
    'The instance {instance} is {found}, and not {state}, after at most {seconds} s.',
    'Look at its console with `clusto ec2 console`, then try again.',
  ],
  EC2_ENDPOINT_INVALID: [
    'ConfigurationException',
    'The EC2 endpoint {endpoint} is not usable.',
    'Write it like https://ec2.eu-west-1.amazonaws.com, or leave it out.',
  ],
  EC2_ENDPOINT_INSECURE: [
    'ConfigurationException',
    'The EC2 endpoint {endpoint} is not encrypted.',
    'Use https; plain http is for this machine only.',
  ],
  EC2_PRICES_INVALID: [
    'ConfigurationException',
    'The price table {file} is not usable.',
    'Delete it, or fetch it anew with `clusto ec2 prices --refresh`.',
  ],
  EC2_REGIONS_INCOMPLETE: [
    'ProviderException',
    'Not all regions could be listed: {regions}.',
    'The list lacks their instances; the messages above say why.',
  ],
  EC2_IN_TRANSACTION: [
    'TransactionException',
    '{thing} cannot be {action} within a transaction.',
    'EC2 cannot be undone with the transaction: call it outside.',
  ],
  EC2_INCOMPLETE: [
    'ResourceException',
    '{thing} cannot be launched: it lacks the attribute aws.{attribute}.',
    'Set it on the server or on one of its containers.',
  ],
  EC2_ATTRIBUTE_INVALID: [
    'ResourceException',
    'The attribute aws.{attribute} of {thing} is not usable: {reason}.',
    'See the table of attributes in docs/providers/ec2.md.',
  ],
  EC2_NOT_LAUNCHED: [
    'ResourceException',
    '{thing} has no instance at EC2.',
    'Launch one with `allocate` of an EC2VMManager, or `clusto vm create`.',
  ],
  EC2_MANAGER_UNDECIDED: [
    'ResourceException',
    'It is not clear which EC2 manager is meant: {managers}.',
    'Create one, or set `manager` in the section [ec2].',
  ],
  EC2_TERMINATION_FORBIDDEN: [
    'EC2VMManagerException',
    'Not Allowed to terminate {name}.',
    'Set the attribute aws.ec2_allow_termination of the server to true.',
  ],
  EC2_BUDGET_EXCEEDED: [
    'EC2VMManagerException',
    '{thing} would cost {price} dollars per hour, and of the {budget} of {manager} only {left} are left.',
    'Take a smaller type, terminate something, raise the property budget, or use force; `clusto ec2 budget` shows what is spent.',
  ],
  EC2_PRICE_UNKNOWN: [
    'EC2VMManagerException',
    'It is not known what {type} costs in {region}, and {manager} has a budget.',
    'Fetch the prices with `clusto ec2 prices --refresh`, set the attribute aws.ec2_price in dollars per hour, or use force.',
  ],
  // ---- other systems
  PROGRAM_MISSING: [
    'ProviderException',
    'The program {program} is not installed.',
    'Install the package that brings it; the page of the provider names it.',
  ],
  PROGRAM_TIMEOUT: [
    'ProviderException',
    '{program} did not answer within {seconds} s and was stopped.',
    'Check that the system it speaks to can be reached.',
  ],
  INTERRUPTED: [
    'ProviderException',
    'Interrupted while {action}.',
    'Run it again; what became of virtual machines is told by `clusto vm status`, and finished or undone by `clusto vm repair`.',
  ],
  // ---- hosts that are asked over SSH
  SSH_FAILED: [
    'ProviderException',
    '{host} could not be asked over SSH: {reason}.',
    'Try `ssh` to it by hand; the section [ssh] of the configuration says who logs in, and how.',
  ],
  SSH_DENIED: [
    'ProviderException',
    '{host} lets nobody in over SSH: {reason}.',
    'Give the host the key of the user, or set ssh.user and ssh.identityFile in the configuration.',
  ],
  SSH_HOST_KEY: [
    'ProviderException',
    '{host} has not the key of a known host: {reason}.',
    'Check its key and add it to the known hosts, or set ssh.hostKeys to accept-new to know new hosts by their first key.',
  ],
  HOST_ANSWER_INVALID: [
    'ProviderException',
    'What {tool} says on {host} cannot be read: {reason}.',
    'Run it there by hand; lsblk, lscpu and ip are needed, from util-linux 2.30 and iproute2 4.14 on.',
  ],
  HOST_ADDRESS_MISSING: [
    'DriverException',
    '{thing} has no address at which it could be asked.',
    'Bind one with `clusto ip bind`.',
  ],
  HOST_IS_ANOTHER: [
    'DriverException',
    '{thing} was asked at {address}, and {other} answered, known by its {mark}.',
    'Correct the address of one of them, or the serial number or MAC address that is noted.',
  ],
  SUBNET_TOO_LARGE: [
    'ValueException',
    'The subnet {subnet} has {count} addresses, and at most {most} are looked through.',
    'Name smaller subnets; with --force it may have up to 1048576.',
  ],
  HOSTS_FAILED: [
    'ProviderException',
    '{failed} of {all} hosts did not work out: {hosts}.',
    'What went wrong with each is said above.',
  ],
  // ---- virtual machines as a whole
  MACHINE_CHOICE_MISSING: ['LookupException', 'There is no {kind}.', 'Create one, see the guide on virtual machines.'],
  MACHINE_CHOICE_AMBIGUOUS: [
    'LookupException',
    'There is more than one {kind}, say which by {option}: {choices}.',
    'Give the option, or set it for good in the section [vm] of the configuration.',
  ],
  NOT_A_MACHINE: [
    'TypeException',
    '{thing} is not a virtual machine.',
    'List the virtual machines with `clusto vm list`.',
  ],
  MACHINE_CREATED_ALREADY: [
    'NameException',
    'The virtual machine {machine} is there already: {state} on {host}.',
    'Choose another name, or delete it first with `clusto vm delete`.',
  ],
  MACHINE_UNFINISHED: [
    'DriverException',
    '{machine} is being changed since {since}: {operation} has not come to its end.',
    'Wait for it; if it was interrupted, finish or undo it with `clusto vm repair`.',
  ],
  MACHINE_CREATION_FAILED: [
    'ProviderException',
    '{machine} was not created: {reason}; {undone}.',
    'Correct the cause and create it again.',
  ],
  MACHINE_TIMEOUT: [
    'ProviderException',
    'Not done within {seconds} s: {action}.',
    'Give more time with --timeout, and look at what is there with `clusto vm status`.',
  ],
  MACHINES_FAILED: [
    'ProviderException',
    '{failed} of {all} virtual machines could not be {done}.',
    'What went wrong with each is said above.',
  ],
  MAC_TAKEN: [
    'ResourceException',
    'The MAC address {mac} belongs to {owner}.',
    'Give another one with --mac; of what was moved, accept the drift of both.',
  ],
  HOSTS_SILENT: [
    'ProviderException',
    'These hosts could not be asked: {hosts}.',
    'Why is said above; nothing is known of their machines.',
  ],
  DRIFT_FOUND: [
    'DriverException',
    'Between clusto and the hypervisors there are {count} differences.',
    'See what each fix would do with `clusto vm sync --fix ITEM --dry-run`; unknown domains are taken in by --adopt.',
  ],
  DRIFT_UNKNOWN: [
    'LookupException',
    'There is no difference {item}.',
    'It may have gone by itself; `clusto vm sync` lists what there is.',
  ],
  DRIFT_UNFIXABLE: [
    'DriverException',
    'The difference {item} cannot be fixed by clusto: {reason}.',
    'Decide which side is right, and change it there.',
  ],
  // ---- hypervisors that libvirt drives
  LIBVIRT_URI_INVALID: [
    'ValueException',
    'The connection URI {uri} is not usable: {reason}.',
    'Set the attribute libvirt.uri of the host to one like qemu+ssh://root@192.168.0.10/system, or leave it out.',
  ],
  HYPERVISOR_UNREACHABLE: [
    'ProviderException',
    'The hypervisor {host} cannot be reached while {step}: {reason}.',
    'Check that it is up, that libvirtd runs on it, and its address or attribute libvirt.uri.',
  ],
  HYPERVISOR_DENIED: [
    'ProviderException',
    'The hypervisor {host} refuses access while {step}: {reason}.',
    'Give it the SSH key, trust its host key, and see that the user may use libvirt; the page on libvirt says how.',
  ],
  HYPERVISOR_FAILED: [
    'ProviderException',
    'The hypervisor {host} failed while {step}: {reason}.',
    'See the log of libvirtd on the hypervisor.',
  ],
  HYPERVISOR_NO_SPACE: [
    'ProviderException',
    'There is not enough space on {host} while {step}: {reason}.',
    'Free some, or place the machine on another host; `clusto vm capacity` shows what clusto knows of them.',
  ],
  HYPERVISOR_NO_MEMORY: [
    'ProviderException',
    'There is not enough memory on {host} while {step}: {reason}.',
    'Stop another machine, or migrate one away.',
  ],
  POOL_MISSING: [
    'ProviderException',
    'The hypervisor {host} has no storage pool {name}, which is needed for {step}.',
    'Define it with `virsh pool-define-as`, or correct the attribute volume-group of the host.',
  ],
  POOL_INACTIVE: [
    'ProviderException',
    'The storage pool {name} of {host} is not active, which is needed for {step}.',
    'Start it with `virsh pool-start`, and let it start by itself with `virsh pool-autostart`.',
  ],
  VOLUME_MISSING: [
    'ProviderException',
    'The hypervisor {host} has no volume {name}, which is needed for {step}.',
    'Check the attributes libvirt.image and libvirt.volume; `virsh vol-list` shows what is there.',
  ],
  NAME_TAKEN_ON_HYPERVISOR: [
    'ProviderException',
    'The hypervisor {host} already has a {what} named {name}, found while {step}.',
    'Rename or delete the other one, or give the machine another name; `clusto vm sync` shows what clusto does not know.',
  ],
  DOMAIN_MISSING: [
    'ProviderException',
    'The hypervisor {host} does not know the machine any more ({name}), found while {step}.',
    'It was removed by hand, perhaps: `clusto vm create` makes it again, `clusto vm delete` forgets it.',
  ],
  DOMAIN_NOT_RUNNING: [
    'ProviderException',
    'The machine does not run on {host}, found while {step}.',
    'Start it with `clusto vm start`.',
  ],
  DOMAIN_RUNNING: ['ProviderException', 'The machine runs already on {host}, found while {step}.', 'Stop it first.'],
  DOMAIN_REFUSED: [
    'ProviderException',
    'The hypervisor {host} refuses the definition while {step}: {reason}.',
    'Check the libvirt attributes of the machine and of the host against what the hypervisor can.',
  ],
  BRIDGE_MISSING: [
    'ProviderException',
    'The hypervisor {host} has no bridge {name}, which is needed for {step}.',
    'Make the bridge on the hypervisor, or correct the attribute bridge of the port, or libvirt.bridge of the host.',
  ],
  STORAGE_NOT_SHARED: [
    'ProviderException',
    '{machine} cannot be migrated to {host}: its volume {volume} is not there, so their storage is not shared.',
    'Migrate with --copy-storage-all, which copies the volumes.',
  ],
  MACHINE_ATTRIBUTE_MISSING: [
    'DriverException',
    '{thing} has no attribute {attribute}: {meaning}.',
    'Set it with `clusto attr set`, on the thing or on a pool that it is in.',
  ],
  MACHINE_ATTRIBUTE_INVALID: [
    'DriverException',
    'The attribute {attribute} of {thing} must be {expected}, not {value}.',
    'Correct it with `clusto attr set`; the page on libvirt lists all attributes.',
  ],
  MACHINE_NAME_UNFIT: [
    'NameException',
    '{machine} cannot be the name of a machine on a hypervisor.',
    'Names of machines begin with a letter or underscore, then letters, digits, `_`, `-` and `.`, at most 63.',
  ],
  MACHINE_NOT_CREATED: [
    'DriverException',
    '{machine} has not been created on a hypervisor.',
    'Create it with `clusto vm create`, or vmCreate().',
  ],
  MACHINE_EXISTS: [
    'DriverException',
    '{machine} cannot be deleted: it still exists on its hypervisor.',
    'Delete it there first: `clusto vm delete`, or vmDelete().',
  ],
  MACHINE_BUSY: [
    'DriverException',
    '{machine} has an operation that has not come to its end: {operation}, since {since}.',
    'Wait for it if it still runs; otherwise finish or undo it with `clusto vm repair`.',
  ],
  MACHINE_IN_BETWEEN: [
    'ProviderException',
    '{machine} cannot be told to be on {one} or on {other}: both have it running, or neither knows it.',
    'Look with `virsh list --all` on both hosts, and keep one of them.',
  ],
  MACHINE_STILL_RUNNING: [
    'ProviderException',
    '{machine} has not shut down within {seconds} s.',
    'Wait longer, or cut its power: `clusto vm stop --force`.',
  ],
  MACHINE_ADOPTED: [
    'DriverException',
    'The machine {name} of the hypervisor is {machine} already.',
    'Nothing is to be adopted; rename the entity if it should have another name.',
  ],
  OUTSIDE_IN_TRANSACTION: [
    'TransactionException',
    '{machine} cannot be touched in another system within a transaction of the database, which would keep all others waiting.',
    'Call it outside of the transaction.',
  ],
  TERMINAL_MISSING: [
    'UsageException',
    'A console needs a terminal, and there is none.',
    'Start it from a terminal; for scripts there is the log of the console server.',
  ],
  CONSOLE_FAILED: [
    'ProviderException',
    'The console of {thing} ended with status {status} of {program}.',
    'What went wrong is told above it.',
  ],
  // ---- power, management controllers, consoles
  SNMP_NO_ANSWER: [
    'ProviderException',
    '{agent} did not answer within {seconds} s when asked to {action}: it is silent, unreachable, or does not know the community.',
    'Check its address, UDP port 161 and the attribute snmp.community; a wrong community gets no answer at all.',
  ],
  SNMP_UNREACHABLE: [
    'ProviderException',
    '{agent} cannot be reached: {reason}.',
    'Check the address of the device, and that there is a way to it from here.',
  ],
  SNMP_LOGIN_REFUSED: [
    'ProviderException',
    '{agent} refused the SNMP user: {reason}.',
    'Check the attributes snmp.user, snmp.authpassword and snmp.privpassword, and their protocols.',
  ],
  SNMP_REFUSED: [
    'ProviderException',
    '{agent} refused to {action}: {reason}.',
    'Switching needs a community, or a user, that may write; see the page on power.',
  ],
  PDU_MODEL_UNKNOWN: [
    'ProviderException',
    '{pdu} is a device that clusto cannot switch (sysObjectID {objectid}).',
    'If it speaks as one of the known models, name that one in its attribute snmp.model.',
  ],
  PDU_OUTLET_UNKNOWN: [
    'ProviderException',
    '{pdu} has no outlet {outlet}.',
    'Compare the cable in the inventory with the strip; `clusto info` lists the ports.',
  ],
  PDU_OUTLET_REFUSED: [
    'ProviderException',
    'Outlet {outlet} of {pdu} cannot be switched to {action}: its state is {state}.',
    'Unlock the outlet at the strip, or wait until it has settled.',
  ],
  PDU_ECHO_DIFFERS: [
    'ProviderException',
    '{pdu} was told to switch outlet {outlet} to {action} ({value}), and answered {answer}.',
    'Look at the outlet with `clusto power status` before anything else is done.',
  ],
  IPMI_NO_ANSWER: [
    'ProviderException',
    'The management controller {bmc} did not answer within {seconds} s.',
    'Check the attribute ipmi.address, UDP port 623, and that IPMI over LAN is enabled.',
  ],
  IPMI_REFUSED: [
    'ProviderException',
    'The management controller {bmc} refused the session: the user, the password, the privilege or the cipher suite does not fit.',
    'Check the attributes ipmi.user, ipmi.password and ipmi.privilege.',
  ],
  IPMI_FAILED: [
    'ProviderException',
    'The management controller {bmc} refused to {action}: {reason}.',
    'See what it allows the user; switching needs the privilege OPERATOR.',
  ],
  REDFISH_NO_ANSWER: [
    'ProviderException',
    'The Redfish service {url} did not answer within {seconds} s.',
    'Check the attribute redfish.url, and that the service is enabled.',
  ],
  REDFISH_UNREACHABLE: [
    'ProviderException',
    'The Redfish service {url} cannot be reached: {reason}.',
    'Check the attribute redfish.url, and that the service is enabled.',
  ],
  REDFISH_CERTIFICATE: [
    'ProviderException',
    'The certificate of {url} is not trusted ({reason}); nothing was sent. Its SHA-256 fingerprint is {fingerprint}.',
    'If that is what the controller itself shows, set it as the attribute redfish.fingerprint.',
  ],
  REDFISH_LOGIN_REFUSED: [
    'ProviderException',
    'The Redfish service {url} refused the login: {reason}.',
    'Check the attributes redfish.user and redfish.password; switching needs the role Operator.',
  ],
  REDFISH_FAILED: [
    'ProviderException',
    'The Redfish service {url} refused to {action}: {reason}.',
    'See what it says; switching needs the role Operator.',
  ],
  POWER_UNKNOWN_MEANS: [
    'DriverException',
    '{thing} has no power that clusto can switch: {reason}.',
    'Cable a port pwr-… to a power strip, or set ipmi.address or redfish.url; virtual machines are started with `clusto vm`.',
  ],
  HARDWARE_SETTING_MISSING: [
    'DriverException',
    '{thing} lacks {setting}, which is needed to {action}.',
    'Set it with `clusto attr set`; the pages on power and console list all attributes.',
  ],
  HARDWARE_SETTING_INVALID: [
    'DriverException',
    'The setting {setting} of {thing} is not usable: {value} is not {expected}.',
    'Correct it with `clusto attr set`; the pages on power and console list all attributes.',
  ],
  POWER_STOPPED: [
    'ProviderException',
    '{thing} was switched in part: {step} failed: {reason} Done before: {done}.',
    'Look at it with `clusto power status`; nothing is switched back by itself.',
  ],
  POWER_PLAN_OUTDATED: [
    'TransactionException',
    '{thing} was not switched: what would be sent is no longer what was agreed to.',
    'Run it again, and look at what it would send now.',
  ],
  POWER_NOT_REACHED: [
    'ProviderException',
    '{thing} is not {wanted} after {seconds} s: {states}.',
    'Look at the outlets or the controller itself; a longer wait is the setting `settle` of the section [power].',
  ],
  POWER_FAILED: ['ProviderException', '{count} of {total} failed: {names}.', 'Each of them is told above.'],
  CONSOLE_UNAVAILABLE: [
    'DriverException',
    '{thing} has no console: {reason}.',
    'Cable its port console-serial 1 to a console server, or set ipmi.address.',
  ],
  // ---- plan and apply
  ENTRY_INVALID: ['ValueException', '{reason}', 'See the page on plan and apply for what a file may say.'],
  ZONE_INVALID: [
    'ValueException',
    'The zone {zone} cannot be made: {reason}.',
    'Name servers that lie in their own zone need an address there; a reverse zone is for a network such as 10.0.0.0/16.',
  ],
  FILE_UNWRITABLE: [
    'ValueException',
    'The file {file} cannot be written: {reason}.',
    'Check that its folder exists and that you may write there.',
  ],
  FILE_UNREADABLE: [
    'ValueException',
    'The file {file} cannot be read: {reason}.',
    'Check its name and its permissions; - is what is piped in.',
  ],
  ENTRIES_INVALID: [
    'ValueException',
    'Nothing was applied, as {count} of what is declared cannot be so; the first is at {place}: {reason}',
    'Correct the files; nothing of them is applied before all of it can be.',
  ],
  PLAN_CONFLICT: [
    'TransactionException',
    'Nothing was applied, as the inventory was changed where the files want something else: {conflicts}.',
    'Take over into the files what was changed, or give --overwrite.',
  ],
  PLAN_OUTDATED: [
    'TransactionException',
    'Nothing was applied, as the plan was made at version {planned} and the inventory is at version {latest}.',
    'Make the plan again.',
  ],
  // ---- services
  SERVICE_UNKNOWN: [
    'UsageException',
    'There is no service {name}; there are {known}.',
    'See `clusto serve --help` for the services and what they do.',
  ],
  SERVICE_FAILED: [
    'ServiceException',
    'The service {name} failed: {reason}',
    'All services of the process were stopped; the log tells what came before.',
  ],
  SERVICE_RESTART_NEEDED: [
    'ServiceException',
    'The service {name} cannot change {options} while it runs.',
    'Restart it for that, or put the old values back and reload.',
  ],
  RESTART_NEEDED: [
    'ServiceException',
    'What {options} say cannot change while the services run.',
    'Restart them for that, or put the old values back and reload.',
  ],
  SERVICE_SOCKET_FAILED: [
    'ServiceException',
    'The address {address} cannot be listened at: {reason}.',
    'See that no other program has it; ports below 1024 need CAP_NET_BIND_SERVICE or a socket of systemd.',
  ],
  // ---- the HTTP API
  REQUEST_INVALID: [
    'UsageException',
    'The request is not valid: {reason}.',
    'The OpenAPI document at /v1/openapi.json says what is.',
  ],
  REQUEST_TOO_LARGE: [
    'UsageException',
    'The request is larger than this server takes: {reason}.',
    'Send it in parts, or raise http.bodyLimit in the configuration.',
  ],
  REQUEST_TOO_SLOW: ['UsageException', 'The request did not arrive in time.', 'Send it again.'],
  URL_TOO_LONG: [
    'UsageException',
    'The address of the request has more than {limit} characters.',
    'Ask for less at once, such as for fewer names.',
  ],
  HEADERS_TOO_LARGE: [
    'UsageException',
    'The headers of the request have more than {limit} bytes.',
    'Send fewer and shorter ones; what is large belongs into the body.',
  ],
  RATE_EXCEEDED: [
    'UsageException',
    'Too many requests: the next one is answered in {seconds} s.',
    'Wait as long as Retry-After says, or send many changes in one request; http.rate is the limit.',
  ],
  CERTIFICATE_INVALID: [
    'ConfigurationException',
    'The certificate {certificate} with the key {key} cannot be used: {reason}.',
    'Both are files in PEM that the service can read, and belong together.',
  ],
  MEDIA_UNSUPPORTED: [
    'UsageException',
    'The body of the request is {media}, and only application/json is read.',
    'Send JSON, with the header Content-Type: application/json.',
  ],
  ROUTE_UNKNOWN: [
    'LookupException',
    'There is no {method} {path}.',
    'The OpenAPI document at /v1/openapi.json lists all that there is.',
  ],
  HOST_UNKNOWN: [
    'UsageException',
    'This server does not answer for the host {host}.',
    'Without a login it is asked as localhost, 127.0.0.1 or [::1], so that no web page can use it under a name of its own.',
  ],
  CURSOR_INVALID: [
    'ValueException',
    'The cursor does not go on with this list: {reason}.',
    'Take `next` of the page before, with the same parameters; without a cursor the list begins anew.',
  ],
  CONDITION_MISSING: [
    'UsageException',
    'What state of {entity} is meant has to be said by If-Match.',
    'Send the ETag that came with the entity, or * for whatever state it is in.',
  ],
  CONDITION_FAILED: [
    'TransactionException',
    '{entity} is not as it was: its state is {present}, not {given}.',
    'Read it again, and decide anew.',
  ],
  BULK_REFUSED: [
    'TransactionException',
    '{count} of {total} changes are refused, so none was made.',
    'What is wrong with each is said in `errors`; correct or leave out those, and send all again.',
  ],
  KEY_OF_ANOTHER: [
    'UsageException',
    'The Idempotency-Key {key} was sent with another request before.',
    'Take a new key for a request that is meant anew.',
  ],
  SECRET_LOST: [
    'TransactionException',
    'The {what} is made, but the answer with its secret was lost on the way, and it is in no other.',
    '`clusto token rotate` and `clusto webhook rotate` make another secret.',
  ],
  KEY_IN_USE: [
    'TransactionException',
    'The request with the Idempotency-Key {key} is being answered.',
    'Send it again in a while: it gets the answer then.',
  ],
  ANSWER_UNKNOWN: [
    'LookupException',
    'There is no answer to a request with the key {key}.',
    'Answers are kept for a day, for who sent the request; `Location` of the answer 202 names the key.',
  ],
  ANSWER_LOST: [
    'TransactionException',
    'The answer to the request with the key {key} is lost: the server ended while it was being made.',
    'Look at what there is now, as it may be done in part (`clusto vm repair` finishes machines); the same request with the same key does it anew.',
  ],
  ATTRIBUTE_NOT_FOUND: [
    'LookupException',
    '{thing} has no attribute {attribute}.',
    'List its attributes; those of its containers count with merge.',
  ],
  RELATION_UNKNOWN: [
    'ValueException',
    'The value is to be a relation, and there is no entity {name}.',
    'Name an entity that exists.',
  ],
  PROBLEM_UNKNOWN: ['LookupException', 'There is no problem {code}.', 'The reference of errors lists all of them.'],
  WEBHOOK_UNKNOWN: ['LookupException', 'There is no webhook {name}.', '`clusto webhook list` shows all of them.'],
  WEBHOOK_EXISTS: [
    'NameException',
    'There is a webhook {name} already.',
    'Choose another name, or delete the one that is there.',
  ],
  WEBHOOK_NAME_INVALID: [
    'NameException',
    '{name} cannot be the name of a webhook: it has 1 to 63 small letters, digits, minus and underscore, and begins with a letter or digit.',
    'Choose a name like deploy or cmdb-mirror.',
  ],
  WEBHOOK_URL_INVALID: [
    'ValueException',
    'The URL of the webhook cannot be taken: {reason}.',
    'Give one like https://hooks.example.com/clusto; what authorizes belongs into the signature.',
  ],
  WEBHOOK_ADDRESS_REFUSED: [
    'ValueException',
    'Nothing is sent to {host}: {address} is not on the internet, or not to be reached without TLS, and webhooks.allow does not name its network.',
    'If it is meant, add its network to `webhooks.allow` in the configuration, such as 10.0.0.0/8.',
  ],
  WEBHOOK_TEST_FAILED: [
    'ProviderException',
    'The webhook {name} did not take the test: {reason}.',
    'See to the target; nothing else was sent.',
  ],
  DEAD_LETTER_UNKNOWN: [
    'LookupException',
    'The webhook {name} has no dead letter of version {version}.',
    '`clusto webhook dead-letters` shows what there is.',
  ],
  GRAPH_INVALID: [
    'UsageException',
    'The query is not one of the schema: {reason}',
    'The schema is in the reference, and the server tells it to who asks by introspection.',
  ],
  GRAPH_TOO_DEEP: [
    'UsageException',
    'The query has {levels} levels of fields, one in the other, and {most} are the most.',
    'Ask for less at once; `recursive: true` goes through all levels of containers in one.',
  ],
  GRAPH_TOO_COSTLY: [
    'UsageException',
    'The query is too large: {reason}.',
    'Ask for smaller pages with `first` and `after`, or for fewer fields.',
  ],
  LISTENERS_TOO_MANY: [
    'ServiceException',
    'There are {limit} streams of events already, which is the most.',
    'Try again later; http.listeners says how many there may be.',
  ],
  SERVER_UNREACHABLE: [
    'ProviderException',
    '{server} does not answer: {reason}.',
    'Check the address, and that `clusto httpd` runs there.',
  ],
  SERVER_REFUSED: [
    'ProviderException',
    '{server} has answered with {status}, and not in words that this version of clusto knows: {reason}.',
    'Check the address, and that client and server are of the same version.',
  ],
  SERVER_OTHER: [
    'ProviderException',
    '{server} speaks version {theirs} of the HTTP API, and this program version {ours}: the first numbers have to be the same.',
    'Use a client of the version of the server.',
  ],
  SERVER_OLD: [
    'ProviderException',
    '{server} runs {theirs}, which does not know {what}; clusto {ours} asks for it.',
    'Update the server, or use a client of its version.',
  ],
  COMMAND_LOCAL: [
    'UsageException',
    '{command} does not work through {server}: {reason}; {instead}.',
    'Give the database as --dsn or CLUSTO_DSN: sqlite:PATH or postgres://user@host/database.',
  ],
  REMOTE_UNSUPPORTED: [
    'UsageException',
    '{server} is a server, through which {what} does not work.',
    'Run it where the database is, with its address as --dsn; a program asks a server with connectApi of clusto/api.',
  ],
  HTTP_EXPOSED: [
    'ConfigurationException',
    'The HTTP API is not served at {address}: others reach it, and nobody would have to say who they are.',
    'Set http.authentication to required, or serve it at an address of this machine alone, such as 127.0.0.1:9840.',
  ],
  UNEXPECTED: [
    'ServiceException',
    'The server failed at this request.',
    'It is a mistake of clusto itself; the log of the server has the reason under the id of the request.',
  ],
  USAGE: ['UsageException', '{reason}', 'See the help of the command: add --help.'],
  CANCELLED: ['UsageException', 'Nothing was done: {reason}.', 'Answer yes, or give --yes.'],
} as const satisfies Record<string, readonly [exception: string, template: string, remedy: string]>;

export type Catalogue = typeof catalogue;
/** A stable code of the catalogue: what programs compare, where messages are for people. */
export type ErrorCode = keyof Catalogue;
