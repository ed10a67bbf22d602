import { text as textOf } from 'node:stream/consumers';
import { Command } from 'commander';
import type { Role } from '../../operations/access/roles.ts';
import { yesOption, type GlobalOptions } from '../options.ts';
import { note, print, printJson } from '../print.ts';
import { printRows, printsRows, type RowOptions } from '../print-rows.ts';
import { withInventory } from '../with-inventory.ts';
import { call } from '../../operations/verbs/call.ts';

interface RoleOptions extends GlobalOptions, RowOptions {
  readonly rule: readonly string[];
  readonly file?: string;
  readonly force?: boolean;
  readonly yes?: boolean;
}

function roleAsText({ name, rules, grantedTo, changed, changedBy }: Role): string {
  const origin = changed === null ? 'built in' : `written by ${changedBy} at ${changed.toISOString()}`;
  const indented = (lines: readonly string[]): string =>
    lines.length === 0 ? '  none' : lines.map((line) => `  ${line}`).join('\n');
  return `${name} (${origin})\nrules:\n${indented(rules)}\ngranted to:\n${indented(grantedTo)}`;
}

function printRole(role: Role, { json }: RoleOptions): void {
  if (json === true) printJson(role);
  else print(roleAsText(role));
}

/** From `--rule`, a file, or the standard input. */
async function readRules({ rule, file }: RoleOptions): Promise<string> {
  if (file === undefined) return rule.join('\n');
  if (file === '-') return textOf(process.stdin);
  const { readText } = await import('../read-text.ts');
  return readText(file, 'FILE_UNREADABLE');
}

function writeAction(verb: 'createRole' | 'setRole') {
  return async (name: string, _given: unknown, command: Command): Promise<void> => {
    const options = command.optsWithGlobals<RoleOptions>();
    const rules = await readRules(options);
    printRole(await withInventory(options, (clusto) => call(clusto, verb, name, rules)), options);
  };
}

function grantAction(verb: 'grantRole' | 'revokeRole') {
  return async (name: string, subject: string, _given: unknown, command: Command): Promise<void> => {
    const options = command.optsWithGlobals<RoleOptions>();
    printRole(await withInventory(options, (clusto) => call(clusto, verb, name, subject)), options);
  };
}

async function listAction(_given: unknown, command: Command): Promise<void> {
  const options = command.optsWithGlobals<RoleOptions>();
  const columns = {
    role: (row: Role) => row.name,
    rules: (row: Role) => row.rules.filter((line) => !line.trim().startsWith('#')).length,
    granted: (row: Role) => row.grantedTo,
    changed: (row: Role) => row.changed?.toISOString(),
    by: (row: Role) => row.changedBy,
  };
  await printRows(await withInventory(options, (clusto) => call(clusto, 'listRoles')), columns, options, {
    blank: '-',
  });
}

async function showAction(name: string, _given: unknown, command: Command): Promise<void> {
  const options = command.optsWithGlobals<RoleOptions>();
  printRole(await withInventory(options, (clusto) => call(clusto, 'showRole', name)), options);
}

async function deleteAction(name: string, _given: unknown, command: Command): Promise<void> {
  const options = command.optsWithGlobals<RoleOptions>();
  if (options.yes !== true) {
    const { confirm } = await import('../confirm.ts');
    await confirm(`Delete the role ${name}${options.force === true ? ', and take it from everybody' : ''}?`);
  }
  const role = await withInventory(options, (clusto) => call(clusto, 'deleteRole', name, options.force));
  if (options.json === true) printJson({ deleted: role });
  else note(`deleted the role ${role.name}`);
}

function subcommand(name: string, description: string, example: string): Command {
  return new Command(name).description(description).addHelpText('after', `\nExample:\n  ${example}`);
}

const named = (command: Command): Command => command.argument('<role>', 'the name of the role');
const each = (text: string, before: readonly string[] = []): string[] => [...before, text];
const withRules = (command: Command): Command =>
  named(command)
    .option(
      '--rule <rule>',
      'what it allows, such as "write attr where pool = web"; several times for several',
      each,
      [],
    )
    .option('--file <file>', 'a file with a rule in each line; - is the standard input');
const withSubject = (command: Command): Command =>
  named(command).argument('<subject>', 'token:ID, subject:SUB, group:NAME or certificate:NAME');

export function roleCommand(): Command {
  const create =
    'clusto role create web-team --rule "read where datacenter = sv3" --rule "write attr where pool = web"';
  const command = new Command('role')
    .description('Shows and changes roles: which rules say what somebody may see and do, and who has them.')
    .addHelpText('after', `\nExample:\n  ${create}`);
  for (const one of [
    withRules(subcommand('create', 'Makes a role of your own.', create)).action(writeAction('createRole')),
    withRules(subcommand('set', 'Gives a role other rules.', 'clusto role set web-team --file web-team.rules')).action(
      writeAction('setRole'),
    ),
    printsRows(subcommand('list', 'Lists roles.', 'clusto role list')).action(listAction),
    named(
      subcommand('show', 'Shows the rules of a role, and to whom it is granted.', 'clusto role show web-team'),
    ).action(showAction),
    withSubject(subcommand('grant', 'Grants a role to somebody.', 'clusto role grant web-team group:web')).action(
      grantAction('grantRole'),
    ),
    withSubject(subcommand('revoke', 'Takes a role from somebody.', 'clusto role revoke web-team group:web')).action(
      grantAction('revokeRole'),
    ),
    named(subcommand('delete', 'Deletes a role of your own.', 'clusto role delete web-team --yes'))
      .option('--force', 'also from those to whom it is granted')
      .addOption(yesOption())
      .action(deleteAction),
  ])
    command.addCommand(one);
  return command;
}
