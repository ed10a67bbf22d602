// A rack with its layout, in the datacenter.
import { connect } from 'clusto';
import { APCRack } from 'clusto/drivers';

await using clusto = await connect();
// #region racks
const rack = await clusto.create(APCRack, 'sv3-001');
await rack.setAttr({ key: 'racklayout', value: '201001' });
const datacenter = await clusto.getByName('eqix-sv3');
await datacenter.insert(rack);
// #endregion
for (const place of await rack.parents()) console.log(`${rack.name} is in ${String(place)}`);
