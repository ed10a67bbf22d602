// #region connect
import { ClustoException, connectApi } from 'clusto/api';

using api = connectApi(process.env['CLUSTO_SERVER'] ?? 'http://127.0.0.1:9840', { token: process.env['CLUSTO_TOKEN'] });
// #endregion

// #region read
const rack = await api.getEntity({ entity: 'sv3-001', expand: ['contents.addresses'] });
for (const { name, addresses = [] } of rack.contents ?? []) console.log(name, ...addresses);
// #endregion

// #region pages
let count = 0;
for await (const { type } of api.each('listEntities', { query: 'pool = production' }))
  if (type === 'server') count += 1;
console.log(`${count} servers in production`);
// #endregion

// #region follow
for await (const { number, entered = [] } of api.follow('listChanges', { since: '0', query: 'type = rack' })) {
  console.log(`version ${number} has the racks`, ...entered.map(({ name }) => name));
  break;
}
// #endregion

// #region write
await api.createEntity({ body: { name: 'web01', driver: 'penguinserver' }, message: 'from the shop' });
const { etag = '*' } = await api.ask('getEntity', { entity: 'web01' });
await api.changeEntity({ entity: 'web01', ifMatch: etag, body: { name: 'web02' } });
// #endregion

// #region errors
try {
  await api.getEntity({ entity: 'web01' });
} catch (error) {
  if (!(error instanceof ClustoException) || error.code !== 'ENTITY_NOT_FOUND') throw error;
  console.log(error.message);
}
// #endregion

// #region past
const before = await api.getEntity({ entity: 'web01', at: String((await api.getInventory()).version - 1) });
console.log(`${before.name} is a ${before.driver}`);
// #endregion
