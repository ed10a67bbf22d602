// The whole walk as a script for the shell: clusto shell examples/using-clusto/walk.shell.js
// The inventory, its methods and all drivers are at hand, those of plug-ins included.

const dmz = await create(IPManager, 'subnet-dmz', { baseip: '192.168.20.0', netmask: '255.255.252.0' });
console.log(dmz);

const names = await create(SimpleEntityNameManager, 'servernames', { basename: 's', digits: 4 });
console.log(await names.allocate(PenguinServer));

const datacenter = await create(EquinixDatacenter, 'eqix-sv3');
await datacenter.remoteHands('Turn on power for new racks in my cage', { priority: 'high' });

const rack = await create(APCRack, 'sv3-001');
await rack.setAttr({ key: 'racklayout', value: '201001' });
await datacenter.insert(rack);

const factory = await getFactory('sv3-001');
await factory.connectPorts();
console.log(await rack.contents());

class EnvironmentPool extends UniquePool {
  static driverName = 'environment_pool';
}

const development = await create(EnvironmentPool, 'development');
await create(EnvironmentPool, 'staging');
const production = await create(EnvironmentPool, 'production');
const server = await create(PenguinServer, 's0001');
await development.insert(server);
await production.insert(server).catch((error) => console.log(`${error}`));
