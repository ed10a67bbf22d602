// Names: a SimpleEntityNameManager makes new entities and names them.
import { connect } from 'clusto';
// #region imports
import { PenguinServer, SimpleEntityNameManager } from 'clusto/drivers';
// #endregion

await using clusto = await connect();
// #region names
const names = await clusto.create(SimpleEntityNameManager, 'servernames', { basename: 's', digits: 4 });
const server = await names.allocate(PenguinServer); // PenguinServer(name=s0000, type=server, driver=penguinserver)
// #endregion
console.log(String(server));
