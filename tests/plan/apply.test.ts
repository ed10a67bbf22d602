import { beforeEach, describe, expect, test } from 'vitest';
import { type ClustoException } from '../../packages/clusto/src/base/errors.ts';
import { BasicServer } from '../../packages/clusto/src/drivers/devices/basic-server.ts';
import { BasicRack } from '../../packages/clusto/src/drivers/locations/basic-rack.ts';
import { Pool } from '../../packages/clusto/src/drivers/pools/pool.ts';
import { type IPManager } from '../../packages/clusto/src/drivers/resources/ip-manager.ts';
import { type Driver } from '../../packages/clusto/src/inventory/driver.ts';
import { changeAsText } from '../../packages/clusto/src/operations/history/change.ts';
import { type Application, type ApplyOptions } from '../../packages/clusto/src/operations/plan/apply-declared.ts';
import { applyFiles } from '../../packages/clusto/src/operations/plan/apply-files.ts';
import { type EntryProblem } from '../../packages/clusto/src/operations/plan/entry-problem.ts';
import { databases } from '../support/databases.ts';
import { useClusto } from '../support/use-clusto.ts';

const base = `
- {name: r1, driver: basicrack, contents: [{name: s1, units: [3]}]}
- name: s1
  driver: BasicServer
  attributes: {system.memory: 16384, note: {values: [a, b]}, port-nic-eth.mac:1: AA-BB-CC-00-11-22, peer: {entity: s2}}
  cables: [{port: nic-eth, number: 1, to: s2, toNumber: 2}]
  allocations: [{manager: net, resource: 10.0.0.9}, {manager: net}]
- {name: s2, driver: basicserver, in: [p2, p1]}
- {name: p1, driver: pool, contents: [s1, s2]}
- {name: p2, driver: pool}
- {name: net, driver: ipmanager, attributes: {baseip.property: 10.0.0.0, netmask.property: "24"}}
`;

describe.each(databases)('apply on $name', (kind) => {
  const inventory = useClusto(kind);
  const run = (text: string, options: ApplyOptions = {}, set?: string): Promise<Application> =>
    applyFiles(inventory.clusto, { files: [{ name: 'f', text }], set, ...options });
  const problems = async (text: string): Promise<string[]> => {
    const before = await inventory.clusto.version();
    const error = await run(text, {}, 'another').then(
      () => undefined,
      (thrown: unknown) => thrown as ClustoException,
    );
    expect(await inventory.clusto.version()).toBe(before);
    expect(error?.code).toBe('ENTRIES_INVALID');
    if (error === undefined) return [];
    return (error.detail['problems'] as EntryProblem[]).map(({ file, line, message }) => `${file}:${line}: ${message}`);
  };
  const get = (name: string): Promise<Driver> => inventory.clusto.getByName(name);
  const texts = ({ changes }: Application): string[] =>
    changes.map((change) => `${change.entity.name} ${changeAsText(change)}`);

  test('makes all of it as one version, and nothing the second time', async () => {
    const { clusto } = inventory;
    const before = await clusto.version();
    const plan = await run(base, { dryRun: true });
    expect(await clusto.version()).toBe(before);
    const done = await run(base, { message: 'all of it' });
    expect(done).toMatchObject({
      version: before + 1,
      created: 6,
      changed: 0,
      deleted: 0,
      isComplete: true,
      stays: [],
      conflicts: [],
    });
    expect(texts(plan)).toEqual(texts(done));
    expect((await clusto.versions({ limit: 1 }))[0]).toMatchObject({ number: before + 1, message: 'all of it' });
    const server = (await get('s1')) as BasicServer;
    expect(await BasicRack.getRackAndU(server)).toMatchObject({ RU: [3] });
    expect(await server.getIps()).toEqual(['10.0.0.9', '10.0.0.1']);
    expect(String((await server.getConnected('nic-eth', 1))?.name)).toBe('s2');
    expect(await server.getPortAttr('nic-eth', 1, 'mac')).toBe('aa:bb:cc:00:11:22');
    expect(await server.attrValues({ key: 'note' })).toEqual(['a', 'b']);
    expect((await (await get('s2')).parents()).map(({ name }) => name)).toEqual(['p2', 'p1']);
    expect((await (await get('p1')).contents()).map(({ name }) => name)).toEqual(['s1', 's2']);
    expect(await run(base)).toMatchObject({ version: before + 1, created: 0, changed: 0, deleted: 0, changes: [] });
    expect(await clusto.version()).toBe(before + 1);
  });

  test('what is there already needs nothing, whoever made it', async () => {
    const { clusto } = inventory;
    await run(base);
    const before = await clusto.version();
    expect(await run(base, {}, 'another')).toMatchObject({ version: before, changes: [] });
    expect(await clusto.version()).toBe(before);
  });

  describe('when the inventory was changed since', () => {
    beforeEach(() => run(base));
    const file = (memory: number): string =>
      `{name: s1, driver: basicserver, attributes: {system.memory: ${memory}, other: 1}}`;

    test('a change of the file is made, one of the inventory stays', async () => {
      await run(file(1));
      expect(texts(await run(file(2)))).toEqual(['s1 system.memory: 1 -> 2']);
      await (await get('s1')).setAttr({ key: 'system', subkey: 'memory', value: 3 });
      const version = await inventory.clusto.version();
      const again = await run(file(2));
      expect(again).toMatchObject({
        version,
        changes: [],
        stays: [{ version, reason: `system.memory of s1 was changed to 3 in version ${version}` }],
      });
      expect(texts(await run(file(2), { overwrite: true }))).toEqual(['s1 system.memory: 3 -> 2']);
    });

    test('a change of both is a conflict with the version', async () => {
      const { clusto } = inventory;
      await run(file(1));
      await (await get('s1')).setAttr({ key: 'system', subkey: 'memory', value: 3 });
      await (await get('s1')).delAttrs({ key: 'other' });
      const version = await clusto.version();
      const text = file(2).replace('other: 1', 'other: 2');
      const refused = run(text);
      await expect(refused).rejects.toMatchObject({
        code: 'PLAN_CONFLICT',
        detail: {
          conflicts: [
            `system.memory of s1 was changed to 3 in version ${version - 1}`,
            `other of s1 was deleted in version ${version}`,
          ],
        },
      });
      expect(await clusto.version()).toBe(version);
      expect(await run(text, { dryRun: true })).toMatchObject({ conflicts: [{ version: version - 1 }, { version }] });
      expect(await run(text, { overwrite: true })).toMatchObject({ version: version + 1, changed: 1 });
    });

    test('what was deleted, taken out, disconnected or taken back stays so', async () => {
      const { clusto } = inventory;
      const [server, other] = [(await get('s1')) as BasicServer, await get('s2')];
      await clusto.transaction(async () => {
        await server.disconnectPort('nic-eth', 1);
        await ((await get('net')) as IPManager).deallocate(server, '10.0.0.9');
        await ((await get('r1')) as BasicRack).remove(server);
        await other.rename('s3');
        await clusto.delete('p2');
      });
      const version = await clusto.version();
      const again = await run(base);
      expect(again).toMatchObject({ changes: [], version, conflicts: [] });
      expect(again.stays.map(({ reason }) => reason).toSorted()).toEqual([
        `10.0.0.9 was taken back from s1 in version ${version}`,
        `nic-eth 1 of s1 was disconnected in version ${version}`,
        `nic-eth 2 of s2 was disconnected in version ${version}`,
        `p2 was deleted in version ${version}`,
        `s1 was taken out of r1 in version ${version}`,
      ]);
      await run(base, { overwrite: true });
      expect(await run(base)).toMatchObject({ changes: [], stays: [] });
      expect((await get('s3')).name).toBe('s3');
    });
  });

  test('prune takes back what the set made or set, and nothing else', async () => {
    const { clusto } = inventory;
    await clusto.create(BasicServer, 'mine');
    await run(`${base}- {name: mine, attributes: {a: 1}}\n`, {}, 'site');
    await (await get('s1')).setAttr({ key: 'own', value: true });
    await (await get('mine')).setAttr({ key: 'b', value: 2 });
    const less = `
- {name: s1, driver: basicserver, attributes: {system.memory: 16384}}
- {name: p1, driver: pool, contents: [s1]}
- {name: net, driver: ipmanager, attributes: {baseip.property: 10.0.0.0, netmask.property: "24"}}
`;
    expect(await run(less, {}, 'site')).toMatchObject({ changes: [] });
    expect(await run(less, { prune: true }, 'other')).toMatchObject({ changes: [] });
    const done = await run(less, { prune: true }, 'site');
    expect(done).toMatchObject({ created: 0, deleted: 3 });
    expect((await clusto.getEntities()).map(({ name }) => name).toSorted()).toEqual(['mine', 'net', 'p1', 's1']);
    expect((await (await get('s1')).attrs()).map(String)).toEqual([
      's1.own|null|null|bool true',
      's1.system|null|memory|int 16384',
    ]);
    expect((await (await get('mine')).attrs()).map(String)).toEqual(['mine.b|null|null|int 2']);
    expect(await run(less, { prune: true }, 'site')).toMatchObject({ changes: [] });
  });

  test('prune takes back nothing that was changed since, or that another set wants', async () => {
    await run(
      '[{name: a, driver: pool, attributes: {x: 1}}, {name: b, driver: pool}, {name: c, driver: pool}]',
      {},
      'one',
    );
    await run('[{name: b, driver: pool}]', {}, 'two');
    await (await get('a')).setAttr({ key: 'x', value: 2 });
    const version = await inventory.clusto.version();
    const plan = await run('[]', { prune: true, dryRun: true }, 'one');
    expect(plan.conflicts.map(({ reason }) => reason)).toEqual([
      `x of a was changed to 2 in version ${version}`,
      `b is wanted by the set two, and was last changed in version ${version - 1}`,
    ]);
    expect(await run('[]', { prune: true, overwrite: true }, 'one')).toMatchObject({ deleted: 3 });
  });

  test('changes units and cables that are its own, and drivers', async () => {
    await run(base);
    const moved = base
      .replace('units: [3]', 'units: [5]')
      .replace('toNumber: 2', 'toNumber: 1')
      .replace('name: p2, driver: pool', 'name: p2, driver: unique_pool');
    expect(texts(await run(moved)).toSorted()).toEqual([
      'p2 driver: pool -> unique_pool',
      's1 in r1, unit 5',
      's1 nic-eth 1 off s2 nic-eth 2',
      's1 nic-eth 1 to s2 nic-eth 1',
      's1 out of r1, unit 3',
    ]);
  });

  test('a secret that is marked stays, and one in plain text is refused', async () => {
    const { clusto } = inventory;
    const server = await clusto.create(BasicServer, 's');
    await server.setAttr({ key: 'redfish', subkey: 'password', value: 'sealed:01234567:abc' });
    const version = await clusto.version();
    await run('{name: s, attributes: {redfish.password: {secret: kept}}}');
    expect(await clusto.version()).toBe(version);
    const manager = '{name: ec2, driver: ec2vmmanager, attributes: {aws_secret_access_key.property: env:KEY}}';
    await run(manager);
    expect(await problems(manager.replace('env:KEY', 'plain'))).toEqual([
      'f:1: aws_secret_access_key.property is a secret, which belongs into no file: write env:NAME, file:/path or {secret: kept}.',
    ]);
  });

  test('does nothing when the plan is of an older version', async () => {
    const { clusto } = inventory;
    const { version } = await run(base, { dryRun: true });
    await clusto.create(Pool, 'x');
    await expect(run(base, { basedOn: version })).rejects.toMatchObject({ code: 'PLAN_OUTDATED' });
  });

  test('tells everything that is wrong with file and line, and writes nothing', async () => {
    await run(base);
    expect(
      await problems(`- {name: s3, driver: basicservr}
- {name: s4}
- name: s5
  driver: basicserver
  attributes:
    ip:0: 5
    _contains: 5
    peer: {entity: s22}
    port-nic-eth.mac:1: nonsense
    model.property: {json: [1]}
  cables:
    - {port: nic-eth, number: 1, to: s1, toNumber: 1}
    - {port: nic-eth, number: 9, to: s2, toNumber: 1}
    - {port: nic-eth, number: 2, to: nobody, toNumber: 1}
  allocations:
    - {manager: net, resource: 10.0.1.1}
    - {manager: net, resource: 10.0.0.9}
    - {manager: p1, resource: 5}
- name: r1
  contents:
    - {name: s5, units: [3]}
    - {name: s2, units: [99]}
- name: p3
  driver: pool
  contents:
    - p4
- name: p4
  driver: pool
  contents: [p3]
- name: s1
  attributes:
    ip.cidr:0: x
- {name: r2, driver: basicrack, contents: [{name: s1, units: [1]}]}
- {name: net2, driver: ipmanager, attributes: {baseip.property: 10.0.0.0, netmask.property: "24"}}
`),
    ).toEqual([
      'f:1: There is no driver basicservr: did you mean basicserver?',
      'f:2: s4 is not there, and to create it takes a driver.',
      'f:7: The attribute _contains is kept by clusto itself: use insert and remove.',
      'f:8: s22 does not exist: did you mean s2?',
      'f:9: nonsense is not a MAC address.',
      'f:10: model must be a text, not 1.',
      'f:12: Port nic-eth 1 of BasicServer(name=s1, type=server, driver=basicserver) is already connected to BasicServer(name=s2, type=server, driver=basicserver).',
      'f:13: BasicServer(name=s5, type=server, driver=basicserver) has no port nic-eth 9.',
      'f:14: nobody does not exist.',
      'f:16: 10.0.1.1 is not a resource of IPManager(name=net, type=resourcemanager, driver=ipmanager): it lies outside 10.0.0.0/24.',
      'f:17: 10.0.0.9 is already allocated to BasicServer(name=s1, type=server, driver=basicserver).',
      'f:18: Pool(name=p1, type=pool, driver=pool) is not a ResourceManager.',
      'f:21: Rack unit 3 of BasicRack(name=r1, type=rack, driver=basicrack) is taken by BasicServer(name=s1, type=server, driver=basicserver).',
      'f:22: The rack unit 99 is not allowed: the highest of r1 is 45.',
      'f:29: Pool(name=p3, type=pool, driver=pool) cannot be put into Pool(name=p4, type=pool, driver=pool): it would contain itself.',
      'f:32: The attribute ip.cidr:0 is kept by clusto itself: declare the allocation.',
      'f:33: BasicServer(name=s1, type=server, driver=basicserver) is already in the rack BasicRack(name=r1, type=rack, driver=basicrack).',
      'f:34: IPManager(name=net2, type=resourcemanager, driver=ipmanager) has the same range as IPManager(name=net, type=resourcemanager, driver=ipmanager).',
    ]);
  });
});
