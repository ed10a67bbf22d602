// npm run bench -- [--quick | --full] [--only NAME] [--database sqlite|postgres] [--no-limits] [--json FILE]
import { writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { addresses } from './addresses.bench.ts';
import { postgresBeds, sqliteBeds } from './beds.ts';
import type { Bench } from './bench.ts';
import { listing } from './listing.bench.ts';
import { type Row, table } from './measure.ts';
import { placing } from './placing.bench.ts';
import { completion } from './completion.bench.ts';
import { bulk } from './bulk.bench.ts';
import { dhcp } from './dhcp.bench.ts';
import { dhcpd } from './dhcpd.bench.ts';
import { ec2 } from './ec2.bench.ts';
import { fanout } from './fanout.bench.ts';
import { feed } from './feed.bench.ts';
import { history } from './history.bench.ts';
import { http } from './http.bench.ts';
import { growth, provisioning } from './provisioning.bench.ts';
import { reads } from './reads.bench.ts';
import { searching } from './searching.bench.ts';
import { starting } from './starting.bench.ts';
import { traps } from './traps.bench.ts';

/** What there is to measure; where only growth is looked at, commits need not reach the disk. */
const benches: Readonly<Record<string, { readonly bench: Bench; readonly durability: 'full' | 'off' }>> = {
  reads: { bench: reads, durability: 'off' },
  provisioning: { bench: provisioning, durability: 'full' },
  growth: { bench: growth, durability: 'off' },
  addresses: { bench: addresses, durability: 'off' },
  ec2: { bench: ec2, durability: 'off' },
  listing: { bench: listing, durability: 'off' },
  history: { bench: history, durability: 'off' },
  bulk: { bench: bulk, durability: 'full' },
  http: { bench: http, durability: 'full' },
  feed: { bench: feed, durability: 'off' },
  fanout: { bench: fanout, durability: 'off' },
  placing: { bench: placing, durability: 'off' },
  completion: { bench: completion, durability: 'off' },
  searching: { bench: searching, durability: 'off' },
  starting: { bench: starting, durability: 'off' },
  dhcp: { bench: dhcp, durability: 'off' },
  traps: { bench: traps, durability: 'full' },
  dhcpd: { bench: dhcpd, durability: 'off' },
};

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    full: { type: 'boolean', default: false },
    only: { type: 'string' },
    database: { type: 'string' },
    'no-limits': { type: 'boolean', default: false },
    json: { type: 'string' },
  },
});

const rows: Row[] = [];
for (const database of ['sqlite', 'postgres'] as const) {
  if (options.database !== undefined && options.database !== database) continue;
  await using beds = database === 'sqlite' ? sqliteBeds() : await postgresBeds();
  for (const [name, { bench, durability }] of Object.entries(benches)) {
    if (options.only !== undefined && options.only !== name) continue;
    process.stderr.write(`${name} on ${database} …\n`);
    await using bed = await beds.open(durability);
    const { clusto, raw } = bed;
    rows.push(
      ...(await bench({
        clusto,
        raw,
        database,
        isQuick: options.quick,
        isFull: options.full,
        openAnother: () => beds.open(durability),
      })),
    );
  }
}

const machine = `${cpus().length} × ${cpus()[0]?.model}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node.js ${process.version}`;
const report = { machine, isQuick: options.quick, rows };
if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(report, null, 2)}\n`);
console.log(table(rows));
const isOver = rows.some(({ ratio, limit }) => limit !== undefined && ratio > limit);
if (isOver && !options.quick && !options['no-limits']) process.exitCode = 1;
