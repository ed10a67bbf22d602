// Time travel: every change is a version, and every version can be read.
import { connect } from 'clusto';
import { PenguinServer, Pool } from 'clusto/drivers';

await using clusto = await connect();
// #region change
const server = await clusto.create(PenguinServer, 'web1');
const old = await clusto.version();
await clusto.transaction({ message: 'web1 goes into production' }, async () => {
  const pool = await clusto.create(Pool, 'production');
  await pool.insert(server);
  await server.rename('web-production-1');
}); // one version, or nothing
// #endregion
// #region look
const then = clusto.at(old); // or a Date, or '2026-11-01T00:00:00Z'
await then.getByName('web1'); // by its old name
await then.get('production'); // []
const same = await clusto.getByName('web-production-1');
await same.parents(); // [production]
// #endregion
// #region log
for (const { number, actor, message } of await clusto.versions({ limit: 2 }))
  console.log(`${number} ${actor}: ${message ?? ''}`);
// #endregion
// #region undone
try {
  await clusto.transaction(async () => {
    await clusto.create(PenguinServer, 'web2');
    await clusto.create(PenguinServer, 'web2'); // NameException: the name is taken
  });
} catch {
  await clusto.get('web2'); // []: the first one is undone too
}
// #endregion
