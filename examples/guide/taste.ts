// #region taste
import { connect } from 'clusto';
import { APCRack, IPManager, PenguinServer, SimpleEntityNameManager } from 'clusto/drivers';

await using clusto = await connect(); // CLUSTO_DSN, else a SQLite file in your data folder

const subnet = await clusto.create(IPManager, 'subnet-dmz', { baseip: '192.168.20.0', netmask: '255.255.252.0' });
const names = await clusto.create(SimpleEntityNameManager, 'servernames', { basename: 's', digits: 4 });
const rack = await clusto.create(APCRack, 'sv3-001');

await clusto.transaction({ message: 'a new server' }, async () => {
  const server = await names.allocate(PenguinServer); // PenguinServer(name=s0000, …)
  await rack.insert(server, 12); // rack unit 12
  await server.addIp({ ipman: subnet }); // the next free address
});

const server = await clusto.getByName('s0000', PenguinServer);
console.log(await server.getIps(), await server.parents());

const before = clusto.at((await clusto.version()) - 1); // the inventory as it was
console.log(await before.get('s0000')); // []
// #endregion
