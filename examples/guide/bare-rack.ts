// An empty rack: its gear, the network that its servers are on, and how they are called.
import { join } from 'node:path';
import { connect } from 'clusto';
import { APCRack, BasicDatacenter, IPManager, SimpleEntityNameManager } from 'clusto/drivers';

await using clusto = await connect({ plugins: [join(import.meta.dirname, '../plugins')] });

// #region rack
await clusto.transaction({ message: 'rack r1 is delivered' }, async () => {
  const datacenter = await clusto.create(BasicDatacenter, 'dc1');
  const rack = await clusto.create(APCRack, 'r1');
  await rack.setAttr({ key: 'racklayout', value: '201001' });
  await datacenter.insert(rack);
  const factory = await clusto.getFactory('r1');
  await factory.connectPorts(); // switch, console server and power tower, mounted and cabled
  await clusto.create(IPManager, 'lan', { baseip: '10.7.0.0', netmask: '255.255.255.0', gateway: '10.7.0.1' });
  await clusto.create(SimpleEntityNameManager, 'servernames', { basename: 's', digits: 4, next: 1 });
});
// #endregion
