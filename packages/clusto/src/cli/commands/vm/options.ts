import { Command, InvalidArgumentError, Option } from 'commander';
import { takesEntities } from '../../choose-entities.ts';
import { dryRunOption, yesOption } from '../../options.ts';

/** A subcommand of `vm` with its summary and an example, as all have them. */
export function vmSubcommand(name: string, description: string, example: string): Command {
  return new Command(name)
    .summary(description.charAt(0).toLowerCase() + description.slice(1).replace(/[.;:].*$/s, ''))
    .description(description)
    .addHelpText('after', `\nExample:\n  ${example}`);
}

/** Reads a whole number that is not lower than `least`. */
export function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (/^\d+$/.test(text) && Number.isSafeInteger(number) && number >= least) return number;
    throw new InvalidArgumentError(`It must be a whole number from ${least}.`);
  };
}

/** For an option that can be given several times. */
export function collected(text: string, before: readonly string[] = []): string[] {
  return [...before, text];
}

export const timeoutOption = (what = 'stop and undo after so many seconds'): Option =>
  new Option('--timeout <seconds>', what).argParser(wholeNumber(1));

export const managerOption = (description: string): Option => new Option('--manager <manager>', description);

export const machineTerm = 'name, IP address or MAC address';

/** For verbs that change machines. */
export const changesMachines = (command: Command): Command =>
  takesEntities(command, 'machine', machineTerm).addOption(dryRunOption()).addOption(yesOption());
