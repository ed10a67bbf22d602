// Pools: a server is in one environment at a time.
import { connect } from 'clusto';
// #region pools
import { PenguinServer, UniquePool } from 'clusto/drivers';

class EnvironmentPool extends UniquePool {
  static override readonly driverName: string = 'environment_pool';
}
// #endregion

await using clusto = await connect();
// #region members
const development = await clusto.create(EnvironmentPool, 'development');
await clusto.create(EnvironmentPool, 'staging');
const production = await clusto.create(EnvironmentPool, 'production');
const server = await clusto.create(PenguinServer, 's0001');
await development.insert(server);
// #endregion
try {
  // #region refused
  await production.insert(server);
  // PoolException: PenguinServer(name=s0001, type=server, driver=penguinserver) is already in UniquePool(s)
  // [EnvironmentPool(name=development, type=pool, driver=environment_pool)].
  // #endregion
} catch (error) {
  console.log(String(error));
}
