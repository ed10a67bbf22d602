// Addresses: every IP address that is bound to something lies in the subnet of an IPManager.
import { connect } from 'clusto';
import { IPManager } from 'clusto/drivers';

await using clusto = await connect();
// #region addresses
const dmz = await clusto.create(IPManager, 'subnet-dmz', { baseip: '192.168.20.0', netmask: '255.255.252.0' });
// #endregion
console.log(String(dmz));
