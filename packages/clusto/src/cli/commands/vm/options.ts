import { Command, InvalidArgumentError, Option } from 'commander';
import { takesEntities } from '../../choose-entities.ts';
import { dryRunOption, yesOption } from '../../options.ts';

/** A subcommand of `vm` with an example, as all have one. */
export function vmSubcommand(name: string, description: string, example: string): Command {
  return new Command(name).description(description).addHelpText('after', `\nExample:\n  ${example}`);
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
