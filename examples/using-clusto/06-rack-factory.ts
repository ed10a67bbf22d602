// The rest of the rack: its factory creates switch, console server and power tower, mounts and cables them.
import { join } from 'node:path';
import { connect } from 'clusto';

await using clusto = await connect({ plugins: [join(import.meta.dirname, '../plugins')] });
// #region factory
const factory = await clusto.getFactory('sv3-001');
await factory.connectPorts();
// #endregion
for (const device of await factory.rack.contents()) console.log(String(device));
