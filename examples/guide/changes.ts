// Following changes: versions as they are committed, whoever makes them.
import { connect } from 'clusto';
import { PenguinServer, Pool } from 'clusto/drivers';

await using clusto = await connect();
// #region follow
const known = await clusto.version();
const server = await clusto.create(PenguinServer, 'web1'); // here, or by another process
for await (const { number, actor, changes } of clusto.changes({ since: known })) {
  for (const { kind, entity } of changes) console.log(`${number} ${actor}: ${entity.name} ${kind}`); // 3 you: web1 created
  break; // it would wait for the next version, and the next one
}
// #endregion
// #region query
const production = 'type = server and pool = production';
const stop = new AbortController();
const version = await clusto.version();
const names = new Map((await clusto.at(version).query(production)).map(({ id, name }) => [id, name]));

const pool = await clusto.create(Pool, 'staging');
await pool.insert(server);
await pool.rename('production'); // web1 enters
await server.rename('web2'); // changes
await pool.remove(server); // and leaves

for await (const { entered, changed, left } of clusto.changes({
  since: version,
  query: production,
  signal: stop.signal,
})) {
  for (const { id, name } of [...entered, ...changed]) names.set(id, name);
  for (const { id } of left) names.delete(id);
  if (names.size === 0) stop.abort(); // nothing is left to look after
}
// #endregion
