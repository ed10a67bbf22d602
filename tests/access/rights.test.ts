import { describe, expect, test } from 'vitest';
import { ClustoException } from '../../packages/clusto/src/base/errors.ts';
import {
  BasicDatacenter,
  BasicRack,
  BasicServer,
  ExclusivePool,
  IPManager,
  Pool,
  SimpleEntityNameManager,
} from '../../packages/clusto/src/drivers.ts';
import type { Clusto } from '../../packages/clusto/src/operations/clusto.ts';
import { can } from '../../packages/clusto/src/operations/access/can.ts';
import { createRole } from '../../packages/clusto/src/operations/access/roles.ts';
import { requireRight } from '../../packages/clusto/src/operations/access/require-right.ts';
import { rehearse } from '../../packages/clusto/src/operations/rehearse.ts';
import { namesNear } from '../../packages/clusto/src/operations/names-near.ts';
import { countStatements, recordStatements } from '../support/count-statements.ts';
import { databases } from '../support/databases.ts';
import { useClusto } from '../support/use-clusto.ts';

/** The code with which clusto refuses, and what it says. */
async function refusal(attempt: Promise<unknown>): Promise<string> {
  const error: unknown = await attempt.then(
    () => new Error('nothing was refused'),
    (refused: unknown) => refused,
  );
  if (error instanceof ClustoException) return `${error.code} ${error.message}`;
  throw error;
}

describe.each(databases)('rights on $name', (kind) => {
  const site = useClusto(kind);

  /** Two datacenters, of which the second, with all in it, is called what must not be told. */
  async function fill(): Promise<void> {
    const { clusto } = site;
    await clusto.transaction({ message: 'the hidden site' }, async () => {
      for (const [place, start] of [
        ['sv3', '10.0.0.0'],
        ['hidden', '10.0.1.0'],
      ] as const) {
        const datacenter = await clusto.create(BasicDatacenter, place);
        const rack = await clusto.create(BasicRack, `${place}-rack`);
        await datacenter.insert(rack);
        const web = await clusto.create(Pool, `${place}-web`);
        const subnet = await clusto.create(IPManager, `${place}-net`, { baseip: start, netmask: '255.255.255.0' });
        for (const unit of [1, 2, 3]) {
          const server = await clusto.create(BasicServer, `${place}-${unit}`);
          await rack.insert(server, unit);
          if (unit < 3) await web.insert(server);
          await subnet.allocate(server);
        }
      }
      const [server, other] = [await clusto.getByName('sv3-1'), await clusto.getByName('hidden-1')];
      await server.setAttr({ key: 'backup', value: other });
      await other.setAttr({ key: 'backup', value: server });
      await (await clusto.create(ExclusivePool, 'hidden-club')).insert(await clusto.getByName('sv3-3'));
    });
    await workOn(clusto);
  }

  /** A version that has nothing to do with what can be seen, and one that has to do with both. */
  async function workOn(clusto: Clusto): Promise<void> {
    await clusto.transaction({ message: 'hidden work' }, async () => {
      await (await clusto.getByName('hidden-2')).setAttr({ key: 'owner', value: 'hidden-owner' });
    });
    await clusto.transaction({ message: 'work on hidden-1 and sv3-1' }, async () => {
      await (await clusto.getByName('hidden-1')).setAttr({ key: 'state', value: 'old' });
      await (await clusto.getByName('sv3-1')).setAttr({ key: 'state', value: 'old' });
    });
  }

  const here = 'datacenter = sv3 or name startswith sv3';

  async function withRules(...rules: string[]): Promise<Clusto> {
    await createRole(site.clusto, 'some', rules.join('\n'));
    return site.clusto.as({ actor: 'guest', roles: ['some'], scopes: [], via: 'token' });
  }

  test('nothing that is asked names what cannot be seen', async () => {
    await fill();
    const guest = await withRules(`read where ${here}`);
    const server = await guest.getByName('sv3-1');
    const told: unknown[] = [
      await guest.getEntities(),
      await server.attrs({ ignoreHidden: false }),
      await server.attrs({ mergeContainerAttrs: true }),
      await server.references({ ignoreHidden: false }),
      await (await guest.getByName('sv3')).contents({ searchChildren: true }),
      await (await guest.getByName('sv3-3')).parents(),
      await guest.adjacencyMap(),
      await guest.query('attr owner = hidden-owner or pool = hidden-web or attr backup = hidden-1'),
      await guest.getDevices('10.0.1.1'),
      await guest.log({ changes: true, limit: 100 }),
      await guest.log({ message: 'hidden' }),
      await guest.versions(),
      await guest.diff(0),
      await guest.diff(await guest.version(), 0),
      await guest.blame('sv3-1'),
      await guest.history('sv3-1'),
      await guest.show(await guest.version()),
      await namesNear(guest, 'hidden-7'),
      await guest.at(await guest.version()).getEntities(),
    ];
    // who may see everything is told before, at the same versions
    const all: unknown[] = [];
    for await (const version of site.clusto.at(await guest.version()).changes({ since: 0 })) all.push(version);
    expect(JSON.stringify(all)).toContain('hidden');
    for await (const version of guest.at(await guest.version()).changes({ since: 0 })) told.push(version);
    expect(JSON.stringify(told)).not.toContain('hidden');
    expect(JSON.stringify(told)).toContain('sv3-3');
    expect(await guest.getDevices('10.0.0.1')).toHaveLength(1);
    for (const ask of [
      () => guest.getByName('hidden-1'),
      () => guest.history('hidden-1'),
      () => guest.show(2),
      () => guest.rename('hidden-1', 'mine'),
      () => guest.delete('hidden-1'),
    ])
      expect(await refusal(ask())).toMatch(/^(?:ENTITY_NOT_FOUND|VERSION_UNKNOWN)/);
    expect(JSON.stringify(await site.clusto.log({ limit: 100 }))).toContain('hidden');
  });

  test('who follows gets what they can see, beside others who follow the same', async () => {
    await fill();
    const { clusto } = site;
    const guest = await withRules(`read where ${here}`);
    const last = await clusto.version();
    const follow = async (inventory: Clusto, query?: string): Promise<unknown[]> => {
      const versions: unknown[] = [];
      const params = { since: 0, ...(query === undefined ? {} : { query }) };
      for await (const version of inventory.at(last).changes(params)) versions.push(version);
      return versions;
    };
    const [all, some, again] = [await follow(clusto), await follow(guest), await follow(guest, 'type = server')];
    expect(all).toHaveLength(last);
    expect(some.length).toBeLessThan(last);
    expect(JSON.stringify(all)).toContain('hidden');
    expect(JSON.stringify([some, again])).not.toContain('hidden');
    // out of sight, with the rack that it is in
    await (await clusto.getByName('sv3')).remove(await clusto.getByName('sv3-rack'));
    const gone = await withRack(clusto);
    const left: unknown[] = [];
    for await (const version of gone.at(await clusto.version()).changes({ since: last, query: 'type = server' }))
      left.push(version.left.map(({ name }) => name));
    expect(left).toEqual([['sv3-1', 'sv3-2', 'sv3-3']]);
  });

  /** Sees a datacenter with what is in it. */
  async function withRack(clusto: Clusto): Promise<Clusto> {
    await createRole(clusto, 'rack', 'read where datacenter = sv3 or name = sv3 or type = rack');
    return clusto.as({ actor: 'guest', roles: ['rack'], scopes: [], via: 'token' });
  }

  test('an error of a rule names nothing that cannot be seen, and the rule holds all the same', async () => {
    await fill();
    await createRole(site.clusto, 'placer', `read where ${here}\nwrite where ${here}`);
    const placer = await site.clusto.as({ actor: 'guest', roles: ['placer'], scopes: [], via: 'token' });
    const [pool, server] = [await placer.getByName('sv3-web'), await placer.getByName('sv3-3')];
    const refused = await refusal(pool.insert(server));
    expect(refused).toContain('something that you may not see');
    expect(refused).not.toContain('hidden');
    const manager = await placer.getByName('sv3-net', IPManager);
    await (
      await site.clusto.getByName('sv3-net', IPManager)
    ).allocate(await site.clusto.getByName('hidden-3'), '10.0.0.9');
    const taken = await refusal(manager.allocate(await placer.getByName('sv3-2'), '10.0.0.9'));
    expect(taken).toMatch(/^RESOURCE_TAKEN/);
    expect(taken).not.toContain('hidden');
    expect(await refusal(placer.create(BasicServer, 'hidden-1'))).toMatch(/^NAME_TAKEN/);
  });

  test('what is written has to be allowed before and after, and otherwise nothing is', async () => {
    await fill();
    const guest = await withRules(`read where ${here}`, 'write attr where attr owner = guest');
    const [server, lent] = [await guest.getByName('sv3-1'), await guest.getByName('sv3-2')];
    const owner = await site.clusto.getByName('sv3-2');
    await owner.setAttr({ key: 'owner', value: 'guest' });
    const before = await guest.version();
    // before: taking it; after: giving it away
    expect(await refusal(server.setAttr({ key: 'owner', value: 'guest' }))).toMatch(
      /^FORBIDDEN.*change attributes of sv3-1/,
    );
    expect(await refusal(lent.setAttr({ key: 'owner', value: 'other' }))).toMatch(/^FORBIDDEN/);
    expect(
      await refusal(
        guest.transaction(async () => {
          await lent.setAttr({ key: 'note', value: 'mine' });
          await server.setAttr({ key: 'note', value: 'mine' });
        }),
      ),
    ).toMatch(/^FORBIDDEN/);
    expect(await refusal(rehearse(guest, () => server.setAttr({ key: 'note', value: 'mine' })))).toMatch(/^FORBIDDEN/);
    expect(await guest.version()).toBe(before);
    await lent.setAttr({ key: 'note', value: 'mine' });
    const [version] = await guest.log({ limit: 1 });
    expect(version).toMatchObject({ actor: 'guest', number: before + 1 });
  });

  test.each([
    ['attr', (clusto: Clusto) => clusto.getByName('sv3-1').then((one) => one.setAttr({ key: 'a', value: 1 }))],
    ['name', (clusto: Clusto) => clusto.rename('sv3-1', 'sv3-one')],
    ['driver', (clusto: Clusto) => clusto.changeDriver('sv3-1', 'penguinserver')],
    ['create', (clusto: Clusto) => clusto.create(BasicServer, 'sv3-new')],
    ['delete', (clusto: Clusto) => clusto.delete('sv3-1')],
    ['place', async (clusto: Clusto) => (await clusto.getByName('sv3-web')).remove(await clusto.getByName('sv3-1'))],
    [
      'allocate',
      async (clusto: Clusto) =>
        (await clusto.getByName('sv3-net', IPManager)).allocate(await clusto.getByName('sv3-1')),
    ],
    [
      'cable',
      async (clusto: Clusto) => {
        const [one, other] = [
          await clusto.getByName('sv3-1', BasicServer),
          await clusto.getByName('sv3-2', BasicServer),
        ];
        await one.connectPorts('nic-eth', 1, other, 1);
      },
    ],
  ] as const)('%s is allowed by its rule, and by no other', async (action, work) => {
    await fill();
    await createRole(site.clusto, 'one', `read where ${here}\nwrite ${action} where ${here}`);
    const others = ['attr', 'name', 'driver', 'create', 'delete', 'place', 'allocate', 'cable', 'operate'].filter(
      (one) => one !== action,
    );
    await createRole(site.clusto, 'others', `read where ${here}\nwrite ${others.join(', ')} where ${here}`);
    const as = (role: string): Promise<Clusto> =>
      site.clusto.as({ actor: role, roles: [role], scopes: [], via: 'token' });
    for (const role of ['others', 'reader']) expect(await refusal(work(await as(role))), role).toMatch(/^FORBIDDEN/);
    await work(await as('one'));
    expect((await site.clusto.log({ limit: 1 }))[0]?.actor).toBe('one');
  });

  test('nothing is undone of which a part cannot be seen', async () => {
    await fill();
    const guest = await withRules(`read where ${here}`, `write where ${here}`);
    const both = await guest.version();
    expect(await refusal(guest.undo({ versions: [both], dryRun: true }))).toMatch(/^FORBIDDEN.*as a whole/);
    await (await guest.getByName('sv3-2')).setAttr({ key: 'note', value: 'mine' });
    expect((await guest.undo({ versions: [both + 1] })).changes).toHaveLength(1);
  });

  test('what was asked for by a key is told to who sees what it was', async () => {
    await fill();
    const { clusto } = site;
    await clusto.create(SimpleEntityNameManager, 'sv3-names', { basename: 'sv3-n', digits: 3 });
    const request = { driver: 'basicserver', names: 'sv3-names', key: 'build-7' } as const;
    const first = await clusto.allocate(request);
    const guest = await withRules(`read where ${here}`, 'write create, allocate where name startswith sv3');
    expect((await guest.allocate(request)).servers.map(({ name }) => name)).toEqual(
      first.servers.map(({ name }) => name),
    );
    await createRole(clusto, 'blind', 'read where name = sv3-names\nwrite create, allocate where name = sv3-n001');
    const blind = await clusto.as({ actor: 'blind', roles: ['blind'], scopes: [], via: 'token' });
    const before = await clusto.version();
    expect(await refusal(blind.allocate(request))).not.toContain('sv3-n0');
    expect(await clusto.version()).toBe(before);
  });

  test('who reaches out of the inventory is asked for each thing', async () => {
    await fill();
    const guest = await withRules(`read where ${here}`, 'operate where pool = sv3-web');
    const [inside, outside] = [await guest.getByName('sv3-1'), await guest.getByName('sv3-3')];
    await requireRight(guest, 'operate', [inside]);
    await requireRight(guest, 'operate');
    expect(await refusal(requireRight(guest, 'operate', [inside, outside]))).toMatch(
      /^FORBIDDEN guest may not operate sv3-3/,
    );
    expect(await refusal(requireRight(guest, 'admin'))).toMatch(/^FORBIDDEN/);
    await requireRight(site.clusto, 'operate', [outside]);
  });

  test('who may see everything and do everything costs no statement more', async () => {
    await fill();
    const { clusto } = site;
    const admin = await clusto.as({ actor: 'root', roles: ['admin'], scopes: [], via: 'token' });
    const work = async (inventory: Clusto): Promise<void> => {
      const server = await inventory.getByName('sv3-1');
      await server.attrs();
      await inventory.log();
      await server.setAttr({ key: 'time', value: Math.random() });
    };
    await work(clusto);
    const statements = await recordStatements(() => work(admin));
    expect(statements.length).toBe(await countStatements(() => work(clusto)));
    expect(statements.join('\n')).not.toContain('seen_');
    const reader = await clusto.as({ actor: 'r', roles: ['reader'], scopes: [], via: 'token' });
    expect(await recordStatements(() => reader.getByName('sv3-1'))).toHaveLength(1);
  });

  test('what is limited closes nothing, is not limited again, and does nothing to the database as a whole', async () => {
    const guest = await withRules('read', 'write');
    await guest.close();
    expect(await guest.version()).toBeGreaterThan(0);
    expect(await refusal(guest.as({ actor: 'root', roles: ['admin'], scopes: [], via: 'token' }))).toMatch(
      /^FORBIDDEN/,
    );
    expect(await refusal(guest.load(async () => undefined))).toMatch(/^FORBIDDEN/);
  });

  test('the rule that decides is told', async () => {
    await fill();
    const guest = await withRules('# who looks', `read where ${here}`, 'allocate where pool = sv3-web');
    const { rights } = guest.holder as NonNullable<Clusto['holder']>;
    const [inside, outside] = [await guest.getByName('sv3-1'), await guest.getByName('sv3-3')];
    expect(await can(guest, rights, 'allocate', inside)).toMatchObject([
      { isAllowed: true, role: 'some', rule: 'allocate where pool = sv3-web' },
    ]);
    expect(await can(guest, rights, 'allocate', outside)).toMatchObject([{ isAllowed: false, rule: null }]);
    expect((await can(guest, rights, 'write', inside)).filter(({ isAllowed }) => isAllowed)).toHaveLength(1);
    expect(await refusal(can(guest, rights, 'fly', inside))).toMatch(/^SCOPE_UNKNOWN/);
  });
});
