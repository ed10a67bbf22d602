// A datacenter of a kind of our own: the class stands in a plug-in.
import { connect } from 'clusto';
import { EquinixDatacenter } from '../plugins/equinix-datacenter.ts';

await using clusto = await connect({ drivers: [EquinixDatacenter] });
// #region create
const datacenter = await clusto.create(EquinixDatacenter, 'eqix-sv3');
// #endregion
console.log(String(datacenter));
