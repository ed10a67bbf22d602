import { type Command } from 'commander';

/** A command, known by name and summary until it is used. */
export interface LazyCommand {
  readonly summary: string;
  readonly load: () => Promise<Command>;
}

/** Every command, in the order of the help. Only the one that runs is loaded: the start takes a fraction of the time. */
export const commands: Readonly<Record<string, LazyCommand>> = {
  init: {
    summary: 'make a database an inventory, or bring its schema up to date',
    load: async () => (await import('./init.ts')).initCommand(),
  },
  demo: {
    summary: 'fill an inventory with a small datacenter to try things on',
    load: async () => (await import('./demo.ts')).demoCommand(),
  },
  info: {
    summary: 'show what is known of entities, or of the inventory itself',
    load: async () => (await import('./info.ts')).infoCommand(),
  },
  list: {
    summary: 'list entities by type, driver or pool',
    load: async () => (await import('./list.ts')).listCommand(),
  },
  'list-pool': {
    summary: 'list the addresses or names of what is in pools',
    load: async () => (await import('./list-pool.ts')).listPoolCommand(),
  },
  query: {
    summary: 'find entities by the search language',
    load: async () => (await import('./query.ts')).queryCommand(),
  },
  tree: {
    summary: 'show what an entity contains, or what contains it',
    load: async () => (await import('./tree.ts')).treeCommand(),
  },
  create: {
    summary: 'create an entity',
    load: async () => (await import('./create.ts')).createCommand(),
  },
  rename: {
    summary: 'give an entity another name',
    load: async () => (await import('./rename.ts')).renameCommand(),
  },
  delete: {
    summary: 'delete entities',
    load: async () => (await import('./delete.ts')).deleteCommand(),
  },
  attr: {
    summary: 'show and change attributes',
    load: async () => (await import('./attr.ts')).attrCommand(),
  },
  pool: {
    summary: 'show and change pools',
    load: async () => (await import('./pool.ts')).poolCommand(),
  },
  allocate: {
    summary: 'allocate servers with addresses, rack units, cables and pools',
    load: async () => (await import('./allocate.ts')).allocateCommand(),
  },
  deallocate: {
    summary: 'give servers back with everything that was allocated',
    load: async () => (await import('./deallocate.ts')).deallocateCommand(),
  },
  hold: {
    summary: 'show, confirm and end reservations',
    load: async () => (await import('./hold.ts')).holdCommand(),
  },
  vm: {
    summary: 'create virtual machines, run and remove them',
    load: async () => (await import('./vm.ts')).vmCommand(),
  },
  ip: {
    summary: 'show, hand out and take back IP addresses',
    load: async () => (await import('./ip.ts')).ipCommand(),
  },
  name: {
    summary: 'hand out names, and create entities under the next ones',
    load: async () => (await import('./name.ts')).nameCommand(),
  },
  number: {
    summary: 'hand out numbers',
    load: async () => (await import('./number.ts')).numberCommand(),
  },
  rack: {
    summary: 'draw racks, mount and move devices',
    load: async () => (await import('./rack.ts')).rackCommand(),
  },
  port: {
    summary: 'show, connect and trace cables',
    load: async () => (await import('./port.ts')).portCommand(),
  },
  driver: {
    summary: 'show the drivers that are loaded',
    load: async () => (await import('./driver.ts')).driverCommand(),
  },
  orphans: {
    summary: 'list servers that are in no pool',
    load: async () => (await import('./orphans.ts')).orphansCommand(),
  },
  ec2: {
    summary: 'look at EC2 as a whole: instances, budget, prices, differences',
    load: async () => (await import('./ec2.ts')).ec2Command(),
  },
  plan: {
    summary: 'show what applying files would do',
    load: async () => (await import('./apply.ts')).planCommand(),
  },
  apply: {
    summary: 'make the inventory be as files declare it',
    load: async () => (await import('./apply.ts')).applyCommand(),
  },
  export: {
    summary: 'print the inventory as a file that can be applied',
    load: async () => (await import('./export.ts')).exportCommand(),
  },
  import: {
    summary: 'bring in a database of the Python clusto',
    load: async () => (await import('./import.ts')).importCommand(),
  },
  output: {
    summary: 'print what other tools read: Ansible, Prometheus, DNS, DHCP, ssh',
    load: async () => (await import('./output.ts')).outputCommand(),
  },
  log: {
    summary: 'list versions: who changed what, when and why',
    load: async () => (await import('./log.ts')).logCommand(),
  },
  watch: {
    summary: 'follow what is changed, as it is committed',
    load: async () => (await import('./watch.ts')).watchCommand(),
  },
  show: {
    summary: 'show a version with everything that it changed',
    load: async () => (await import('./show.ts')).showCommand(),
  },
  diff: {
    summary: 'show how two versions differ',
    load: async () => (await import('./diff.ts')).diffCommand(),
  },
  blame: {
    summary: 'show which version set each attribute of an entity',
    load: async () => (await import('./blame.ts')).blameCommand(),
  },
  history: {
    summary: 'show the life of an entity across its names',
    load: async () => (await import('./history.ts')).historyCommand(),
  },
  dhcp: {
    summary: 'explain the DHCP answer that a client gets',
    load: async () => (await import('./dhcp.ts')).dhcpCommand(),
  },
  power: {
    summary: 'switch the power of devices, or ask for it',
    load: async () => (await import('./power.ts')).powerCommand(),
  },
  reboot: {
    summary: 'reboot devices by their power',
    load: async () => (await import('./reboot.ts')).rebootCommand(),
  },
  console: {
    summary: 'connect the terminal with a console',
    load: async () => (await import('./console.ts')).consoleCommand(),
  },
  undo: {
    summary: 'undo versions, as a new version',
    load: async () => (await import('./undo.ts')).undoCommand(),
  },
  discover: {
    summary: 'ask hosts over SSH what they are, and compare it with what is meant',
    load: async () => (await import('./discover.ts')).discoverCommand(),
  },
  'update-info': {
    summary: 'have what hosts say of themselves over SSH be what is meant',
    load: async () => (await import('./update-info.ts')).updateInfoCommand(),
  },
  drift: {
    summary: 'compare what was observed with what is meant, and settle the differences',
    load: async () => (await import('./drift.ts')).driftCommand(),
  },
  doctor: {
    summary: 'look whether configuration, database and inventory are well',
    load: async () => (await import('./doctor.ts')).doctorCommand(),
  },
  backup: {
    summary: 'write the whole inventory into a file, while it is in use',
    load: async () => (await import('./backup.ts')).backupCommand(),
  },
  restore: {
    summary: 'make a database what a backup says',
    load: async () => (await import('./restore.ts')).restoreCommand(),
  },
  serve: {
    summary: 'run services: those that are chosen, until a signal ends them',
    load: async () => (await import('./serve.ts')).serveCommand(),
  },
  httpd: {
    summary: 'serve the HTTP API alone',
    load: async () => (await import('./httpd.ts')).httpdCommand(),
  },
  dhcpd: {
    summary: 'run the DHCP server alone',
    load: async () => (await import('./dhcpd.ts')).dhcpdCommand(),
  },
  snmptrapd: {
    summary: 'make servers of what switches learn, by their SNMP traps',
    load: async () => (await import('./snmptrapd.ts')).snmptrapdCommand(),
  },
  shell: {
    summary: 'a JavaScript prompt with the inventory at hand, or run a script with it',
    load: async () => (await import('./shell.ts')).shellCommand(),
  },
  completion: {
    summary: 'print the completion of a shell: bash, zsh or fish',
    load: async () => (await import('./completion.ts')).completionCommand(),
  },
  version: {
    summary: 'print the version of clusto',
    load: async () => (await import('./version.ts')).versionCommand(),
  },
  whoami: {
    summary: 'show who you are to the inventory, and what your roles allow',
    load: async () => (await import('./whoami.ts')).whoamiCommand(),
  },
  can: {
    summary: 'say whether something is allowed, and which rule decides',
    load: async () => (await import('./can.ts')).canCommand(),
  },
  webhook: {
    summary: 'have other programs be told of versions',
    load: async () => (await import('./webhook.ts')).webhookCommand(),
  },
  token: {
    summary: 'make and end tokens for HTTP',
    load: async () => (await import('./token.ts')).tokenCommand(),
  },
  role: {
    summary: 'show and change roles, and who has them',
    load: async () => (await import('./role.ts')).roleCommand(),
  },
};
