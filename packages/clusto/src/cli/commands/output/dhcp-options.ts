import { type Command, Option } from 'commander';
import { type ReservationParams } from '../../../operations/outputs/dhcp-reservations.ts';
import { domainOption, hostParams, networkOption, type OutputOptions } from './options.ts';

export interface DhcpOptions extends OutputOptions {
  readonly family: '4' | '6';
  readonly subnet?: string[];
}

/** What both servers take. */
export const withDhcpOptions = (command: Command): Command =>
  command
    .addOption(networkOption())
    .addOption(new Option('--family <version>', 'of the Internet Protocol').choices(['4', '6']).default('4'))
    .option('--subnet <subnet...>', 'only these subnets, by name')
    .addOption(domainOption());

export const reservationParams = (options: DhcpOptions): ReservationParams => ({
  ...hostParams(options),
  family: options.family === '6' ? 6 : 4,
  subnets: options.subnet,
  domain: options.domain,
});
