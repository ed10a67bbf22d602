// Remote hands: a method of the plug-in opens a ticket by mail. The configuration says through which server and to whom.
import { connect } from 'clusto';
import { EquinixDatacenter } from '../plugins/equinix-datacenter.ts';

await using clusto = await connect({ drivers: [EquinixDatacenter] });
// #region ticket
const datacenter = await clusto.getByName('eqix-sv3', EquinixDatacenter);
await datacenter.remoteHands('Turn on power for new racks in my cage', { priority: 'high' });
// #endregion
console.log('The mail server has taken the ticket.');
