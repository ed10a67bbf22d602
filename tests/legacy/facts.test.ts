import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connect } from '../../packages/clusto/src/cli/connect.ts';
import type { Clusto } from '../../packages/clusto/src/operations/clusto.ts';
import { importLegacy, type ImportReport } from '../../packages/clusto/src/operations/import-legacy.ts';
import { readLegacy } from '../../packages/clusto/src/store/legacy/read-legacy.ts';
import { checkPast, checkPresent, checkSome } from '../support/check-legacy-facts.ts';
import { databases, type TestDatabase } from '../support/databases.ts';
import { legacyFacts, type LegacyFacts, legacyNames, unpackLegacy } from '../support/legacy-data.ts';
import { runSql } from '../support/run-sql.ts';

/** The entities in which something was put right, as the report says that they are now, and some others. */
function asRepaired({ entities }: LegacyFacts, { findings }: ImportReport): LegacyFacts['entities'] {
  const items = (kind: string): readonly string[] => findings.find((one) => one.kind === kind)?.items ?? [];
  const halves = new Set(items('half-cable'));
  const types = new Map(
    items('other-type').map((item) => [item.replace(/ \(.*/s, ''), item.replace(/.* is /s, '')] as const),
  );
  const repaired = Object.entries(entities).flatMap(([name, fact], index) => {
    const attrs = fact.attrs.filter(
      ([key, number, subkey]) =>
        !(subkey === 'otherportnum' && halves.has(`${name} ${key.replace('port-', '')} ${number}`)),
    );
    const isTouched = attrs.length < fact.attrs.length || types.has(name);
    return isTouched || index % 50 === 0 ? [[name, { ...fact, attrs, type: types.get(name) ?? fact.type }]] : [];
  });
  return Object.fromEntries(repaired) as LegacyFacts['entities'];
}

describe.each(databases)('a database of the original, brought into $name', (kind) => {
  describe.each(legacyNames)('%s', (name) => {
    let database: TestDatabase;
    let folder: string;
    let clusto: Clusto;
    let facts: LegacyFacts;
    let report: ImportReport;

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'clusto-legacy-'));
      facts = await legacyFacts(name);
      database = await kind.create();
      clusto = await connect({ dsn: database.dsn, durability: 'off', actor: 'importer' });
      report = await importLegacy(clusto, await readLegacy(`sqlite:${await unpackLegacy(name, folder)}`));
    }, 120_000);
    afterAll(async () => {
      await clusto.close();
      await database[Symbol.asyncDispose]();
      await rm(folder, { recursive: true });
    });

    test('says at its last version all that it said there', { timeout: 120_000 }, async () => {
      expect(report.latest).toBe(facts.latest_version);
      expect(await checkPresent(clusto.at(report.latest), facts)).toEqual([]);
    });

    test('says of older versions what it said there', { timeout: 120_000 }, async () => {
      expect(await checkPast(clusto, facts)).toEqual([]);
    });

    test('says now the same, but for the repairs that the report names', async () => {
      expect(await checkSome(clusto, asRepaired(facts, report))).toEqual([]);
      expect(await clusto.version()).toBe(report.repairs ?? report.latest);
    });

    test('keeps the counters, and as many rows as there were', async () => {
      const rows = await runSql(
        database.dsn,
        `select e.name, c.key, c.value from counters c join entity_states e on e.entity_id = c.entity_id and e.to_version = ${Number.MAX_SAFE_INTEGER}`,
      );
      const counters = rows.map((row) => [row['name'], row['key'], Number(row['value'])]);
      expect(counters.map(String).sort()).toEqual(facts.counters.map(String).sort());
      const { rows: counted, attributes } = report.verified;
      expect(report.entities).toBe(facts.tables.entities_live);
      expect(attributes).toBe(facts.tables.entity_attrs_live);
      expect(counted).toMatchObject({
        versions: { source: facts.tables.clustoversioning },
        entities: { source: facts.tables.entities },
        attributes: { source: facts.tables.entity_attrs },
        counters: { source: facts.tables.counters, target: facts.tables.counters },
      });
    });
  });
});
