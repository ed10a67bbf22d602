import { Command, InvalidArgumentError, Option } from 'commander';
import { type Clusto } from '../../../operations/clusto.ts';
import { type Output } from '../../../operations/outputs/output.ts';
import { type HostParams } from '../../../operations/outputs/read-hosts.ts';
import { atOption, type ReadOptions } from '../../options.ts';
import { pointAtQuery } from '../../point-at-query.ts';
import { type FileOptions, printOutput } from '../../print-output.ts';
import { reading } from '../../with-inventory.ts';

/** What every format takes. */
export interface OutputOptions extends ReadOptions, FileOptions {
  readonly query?: string;
  readonly pool?: string[];
  readonly network?: string[];
  readonly domain?: string;
}

export const hostParams = ({ query, pool, network }: OutputOptions): HostParams => ({
  query,
  pools: pool,
  networks: network,
});

export const networkOption = (): Option =>
  new Option('--network <network...>', 'only addresses in these networks, such as 10.0.0.0/8');

export const domainOption = (): Option =>
  new Option('--domain <domain>', 'completes names without a dot; else the attribute dns.domain of the host or above');

export function readInteger(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be an integer from 0.');
}

/** A format as a command, with the options that all formats have. */
export function formatCommand(name: string, summary: string, description: string, example: string): Command {
  return new Command(name)
    .summary(summary)
    .description(description)
    .option('--query <query>', 'only what this query finds; `clusto query --help` explains the language')
    .option('--pool <pool...>', 'only what is in all of these pools, at any depth')
    .option('--file <path>', 'write this file as a whole instead of printing; one that says the same is not touched')
    .addOption(atOption())
    .addHelpText('after', `\nExample:\n  ${example}`);
}

/** Makes the output and prints it, or writes it to its file. */
export async function show(options: OutputOptions, make: (clusto: Clusto) => Promise<Output>): Promise<void> {
  await reading(options, async (clusto) => printOutput(await pointAtQuery(options.query, () => make(clusto)), options));
}
