import { BasicDatacenter, BasicRack, PenguinServer } from 'clusto/drivers';
import { Driver } from 'clusto';
import type { Bench } from './bench.ts';
import { compare, type Row } from './measure.ts';

const open = Number.MAX_SAFE_INTEGER;
const racks = 400;
const devices = 49;

/** Look-ups, attributes, contents of a datacenter with 20,000 things, and the past, each beside the bare statement. */
export const reads: Bench = async ({ clusto, raw, database, isQuick }) => {
  const factor = isQuick ? 0.02 : 1;
  const datacenter = await clusto.transaction(async () => {
    const place = await clusto.create(BasicDatacenter, 'dc');
    for (let number = 0; number < racks * factor; number += 1) {
      const rack = await clusto.create(BasicRack, `rack${number}`, { maxu: devices });
      await place.insert(rack);
      for (let unit = 1; unit <= devices; unit += 1)
        await rack.insert(await clusto.create(PenguinServer, `server${number}-${unit}`), unit);
    }
    return place;
  });
  const server = await clusto.getByName('server1-1');
  await clusto.transaction(async () => {
    const relation = await clusto.getByName('rack1');
    for (let number = 0; number < 16; number += 1)
      await server.addAttr({
        key: `key${number % 5}`,
        subkey: `sub${number}`,
        value: number % 2 ? `text ${number}` : number,
      });
    for (let number = 0; number < 4; number += 1) await server.addAttr({ key: 'relation', number, value: relation });
  });
  const then = await clusto.version();
  await server.setAttr({ key: 'key0', subkey: 'sub0', value: 99 });
  const past = clusto.at(then);
  const pastServer = await past.getByName('server1-1');
  const pastPlace = await past.getByName('dc', Driver);

  const byName = raw.prepare(
    'select entity_id, name, type, driver from entity_states where name = $1 and to_version = $2',
  );
  const attributes = raw.prepare('select * from attributes where entity_id = $1 and to_version = $2');
  const tree = raw.prepare(`with recursive below (id) as (
      select member_id from memberships where container_id = $1 and to_version = ${open}
      union select m.member_id from below b join memberships m on m.container_id = b.id and m.to_version = ${open}
    ) select e.entity_id, e.name, e.type, e.driver from below b join entity_states e on e.entity_id = b.id and e.to_version = ${open}`);

  const many = Math.ceil((database === 'sqlite' ? 20_000 : 3_000) * factor);
  const few = isQuick ? 1 : 5;
  const limit = (value: number): Pick<Row, 'limit'> => (database === 'sqlite' ? { limit: value } : {});
  const whole = { searchChildren: true } as const;
  return [
    await compare(
      { name: 'getByName', database, ...limit(5) },
      many,
      () => clusto.getByName('server1-1'),
      () => byName('server1-1', open),
    ),
    await compare(
      { name: 'attrs of a server (20)', database, ...limit(4) },
      many,
      () => server.attrs(),
      () => attributes(server.id, open),
    ),
    await compare(
      { name: 'contents below a datacenter', database, ...limit(4) },
      few,
      () => datacenter.contents(whole),
      () => tree(datacenter.id),
    ),
    await compare(
      { name: 'getByName, old version / now', database, ...limit(2) },
      many,
      () => past.getByName('server1-1'),
      () => clusto.getByName('server1-1'),
    ),
    await compare(
      { name: 'attrs, old version / now', database, ...limit(2) },
      many,
      () => pastServer.attrs(),
      () => server.attrs(),
    ),
    await compare(
      { name: 'contents, old version / now', database, ...limit(2) },
      few,
      () => pastPlace.contents(whole),
      () => datacenter.contents(whole),
    ),
  ];
};
