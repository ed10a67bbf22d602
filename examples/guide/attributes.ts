// Attributes: what is known of a server, and of the pools that it is in.
import { connect } from 'clusto';
import { PenguinServer, Pool } from 'clusto/drivers';

await using clusto = await connect();
// #region set
const server = await clusto.create(PenguinServer, 'web1');
await server.setAttr({ key: 'system', subkey: 'memory', value: 16384 });
await server.setAttr({ key: 'system', subkey: 'memory', value: 32768 }); // replaces the one before
await server.addAttr({ key: 'disk', subkey: 'size', number: true, value: 500 }); // number 0
await server.addAttr({ key: 'disk', subkey: 'size', number: true, value: 750 }); // number 1
await server.setAttr({ key: 'bought', value: new Date('2026-11-01T00:00:00Z') });
// #endregion
// #region read
await server.attrValue({ key: 'system', subkey: 'memory' }); // 32768
await server.attrValues({ key: 'disk', subkey: 'size' }); // [500, 750]
await server.hasAttr({ key: 'disk', number: 1 }); // true
await server.attrs({ key: 'd*', glob: true }); // both disks, as attributes
// #endregion
// #region search
await clusto.getByAttr({ key: 'system', subkey: 'memory', value: 32768 }); // [web1]
await clusto.getEntities({ clustoTypes: ['server'], attrs: [{ key: 'disk', value: 750 }] }); // [web1]
// #endregion
// #region merge
const production = await clusto.create(Pool, 'production');
await production.setAttr({ key: 'ntp', subkey: 'server', value: 'ntp.example.com' });
await production.insert(server);
await server.attrValue({ key: 'ntp', subkey: 'server' }); // undefined: it is the pool's
await server.attrValue({ key: 'ntp', subkey: 'server', mergeContainerAttrs: true }); // 'ntp.example.com'
// #endregion
// #region delete
await server.delAttrs({ key: 'disk', number: 0 });
// #endregion
