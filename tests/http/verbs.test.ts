import { expect, test } from 'vitest';
import { endpoints } from '../../packages/clusto/src/api/endpoints.ts';
import { commands } from '../../packages/clusto/src/cli/commands/commands.ts';
import { buildProgram } from '../../packages/clusto/src/cli/program.ts';

/** Which endpoints do what a command does. */
const verbs: Readonly<Record<string, readonly (keyof typeof endpoints)[]>> = {
  info: ['getInventory', 'getEntity'],
  list: ['listEntities'],
  'list-pool': ['listPoolMembers'],
  query: ['listEntities'],
  tree: ['getTree'],
  create: ['createEntity'],
  rename: ['changeEntity'],
  delete: ['deleteEntity', 'writeMany'],
  'attr show': ['listAttributes', 'getAttribute'],
  'attr add': ['addAttribute'],
  'attr set': ['setAttribute', 'writeMany'],
  'attr delete': ['deleteAttribute'],
  'pool create': ['createEntity'],
  'pool delete': ['deleteEntity'],
  'pool list': ['listEntities'],
  'pool show': ['listPoolMembers'],
  'pool insert': ['insertMember', 'writeMany'],
  'pool remove': ['removeMember'],
  'vm create': ['createMachine'],
  'vm start': ['startMachines'],
  'vm stop': ['stopMachines'],
  'vm reboot': ['rebootMachines'],
  'vm destroy': ['destroyMachines'],
  'vm delete': ['deleteMachines'],
  'vm status': ['askMachines'],
  'vm list': ['listMachines'],
  'vm show': ['getMachine'],
  'vm migrate': ['migrateMachines'],
  'vm repair': ['repairMachines'],
  'vm capacity': ['getCapacity'],
  'ip allocate': ['allocateAddress'],
  'ip bind': ['allocateAddress'],
  'ip release': ['releaseAddresses'],
  'ip show': ['getAddress'],
  'ip next': ['getNextAddress'],
  'ip subnets': ['listSubnets'],
  'name allocate': ['allocateResources'],
  'name release': ['releaseResources'],
  'name show': ['getResource'],
  'name list': ['listManagers'],
  'name create': ['createNamed'],
  'number allocate': ['allocateResources'],
  'number release': ['releaseResources'],
  'number show': ['getResource'],
  'number list': ['listManagers'],
  'rack list': ['listEntities'],
  'rack show': ['getRack'],
  'rack insert': ['mountDevice'],
  'rack move': ['mountDevice'],
  'rack remove': ['removeMember'],
  'port connect': ['connectPort'],
  'port disconnect': ['disconnectPort'],
  'port show': ['listPorts'],
  'port trace': ['traceCable'],
  'driver list': ['listDrivers'],
  'driver show': ['getDriver'],
  'output ansible': ['getAnsible'],
  'output hosts': ['getHosts'],
  'output prometheus': ['getPrometheus'],
  'output zone': ['getZone'],
  'output reverse-zone': ['getReverseZone'],
  'output ssh-config': ['getSshConfig'],
  watch: ['listChanges'],
  'webhook create': ['createWebhook'],
  'webhook list': ['listWebhooks'],
  'webhook show': ['getWebhook'],
  'webhook set': ['changeWebhook'],
  'webhook test': ['testWebhook'],
  'webhook pause': ['pauseWebhook'],
  'webhook resume': ['resumeWebhook'],
  'webhook rotate': ['rotateWebhook'],
  'webhook dead-letters': ['listDeadLetters'],
  'webhook resend': ['resendDeadLetters'],
  'webhook delete': ['deleteWebhook'],
  orphans: ['listOrphans'],
  log: ['listVersions'],
  show: ['getVersion'],
  diff: ['getDifference'],
  blame: ['getBlame'],
  history: ['getHistory'],
  'dhcp explain': ['explainDhcp'],
  'power on': ['switchPower', 'planPower'],
  'power off': ['switchPower'],
  'power reboot': ['switchPower'],
  'power status': ['askPower'],
  reboot: ['switchPower'],
  undo: ['undo', 'planUndo'],
  export: ['exportInventory'],
  allocate: ['allocate'],
  deallocate: ['deallocate'],
  'hold list': ['listHolds'],
  'hold confirm': ['confirmHold'],
  'hold end': ['endHold'],
  plan: ['plan'],
  apply: ['apply'],
  'import csv': ['importCsv'],
  'dhcp declined': ['listDeclined'],
  'dhcp clear': ['clearDeclined'],
  'drift list': ['listDrift'],
  'drift accept': ['acceptDrift'],
  'drift dismiss': ['dismissDrift'],
  'vm reserve': ['reserveHosts'],
  'vm unreserve': ['unreserveHosts'],
  'vm drain': ['drainHosts'],
  'output kea': ['getKea'],
  'output dhcpd': ['getDhcpd'],
  whoami: ['whoAmI'],
  can: ['can'],
  'token create': ['createToken'],
  'token list': ['listTokens'],
  'token revoke': ['revokeToken'],
  'token rotate': ['rotateToken'],
  'role create': ['createRole'],
  'role set': ['setRole'],
  'role list': ['listRoles'],
  'role show': ['getRole'],
  'role grant': ['grantRole'],
  'role revoke': ['revokeRole'],
  'role delete': ['deleteRole'],
};

/** Commands that no endpoint does, by the beginning of their names. */
const atPromptAlone: Readonly<Record<string, string>> = {
  init: 'it makes the database that a server needs',
  demo: 'it is for trying things on',
  'import clusto': 'it fills an empty database, before there is a server',
  backup: 'it is done where the database is',
  restore: 'it is done where the database is',
  doctor: 'it looks at the machine and its configuration, too',
  'vm console': 'it needs a terminal',
  console: 'it needs a terminal',
  shell: 'it is a prompt',
  completion: 'it is about the prompt',
  version: 'it is that of the program at the prompt; `getInventory` tells that of the server',
  serve: 'it runs services',
  httpd: 'it runs a service',
  dhcpd: 'it runs a service',
  snmptrapd: 'it runs a service',
  'dhcp record': 'it listens beside another server',
  'dhcp replay': 'it reads files of recorded requests',
  discover: 'it logs in to whatever address it is given, with the key of who runs it',
  'update-info': 'it logs in to hosts with the key of who runs it',
  'vm sync': 'it asks a person before volumes are deleted that nothing knows',
  ec2: 'it asks all regions of AWS, with the credentials of who runs it',
  'name next': 'it would be another by the time it is used; `createNamed` takes it',
  'number next': 'it would be another by the time it is used; `allocateResources` takes it',
};

type Command = Awaited<ReturnType<typeof buildProgram>>;
const leaves = (command: Command, path: readonly string[] = []): string[] =>
  command.commands.flatMap((sub) => {
    const own = [...path, sub.name()];
    return sub.commands.length > 0 ? leaves(sub, own) : [own.join(' ')];
  });
const all = leaves(await buildProgram(new Set(Object.keys(commands))));
const isAtPrompt = (path: string): boolean =>
  Object.keys(atPromptAlone).some((begin) => path === begin || path.startsWith(`${begin} `));

test('every verb of the command line is an endpoint, or says why it is none', () => {
  expect(all.filter((path) => !Object.hasOwn(verbs, path) && !isAtPrompt(path))).toEqual([]);
  expect(Object.keys(verbs).filter((path) => !all.includes(path) || isAtPrompt(path))).toEqual([]);
  expect(Object.keys(atPromptAlone).filter((begin) => !all.some((path) => `${path} `.startsWith(`${begin} `)))).toEqual(
    [],
  );
});

test('the endpoints of verbs are there', () => {
  expect(
    Object.values(verbs)
      .flat()
      .filter((name) => !Object.hasOwn(endpoints, name)),
  ).toEqual([]);
});
