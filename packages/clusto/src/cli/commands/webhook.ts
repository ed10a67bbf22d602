import { Command, Option } from 'commander';
import { failure } from '../../base/errors.ts';
import type { Once } from '../../operations/verbs/verb.ts';
import { type DeadLetter } from '../../operations/webhooks/dead-letters.ts';
import {
  type NewWebhook,
  type Webhook,
  type WebhookChanges,
  type WebhookParams,
} from '../../operations/webhooks/webhooks.ts';
import { type GlobalOptions, yesOption } from '../options.ts';
import { note, print, printJson } from '../print.ts';
import { printRows, printsRows, type RowOptions } from '../print-rows.ts';
import { momentForms, readMoment } from '../read-moment.ts';
import { readVersion } from '../version-options.ts';
import { withInventory } from '../with-inventory.ts';
import { call } from '../../operations/verbs/call.ts';

interface WebhookOptions extends GlobalOptions, RowOptions, Pick<WebhookParams, 'query' | 'merge'> {
  readonly since?: string;
  readonly overlap?: string;
  readonly url?: string;
  readonly all?: boolean;
  readonly yes?: boolean;
}

const optionsOf = (command: Command): WebhookOptions => command.optsWithGlobals<WebhookOptions>();
const time = (date: Date | null): string => date?.toISOString() ?? '';

/** @throws SECRET_LOST */
function printNew(webhook: Once<NewWebhook, 'secret'>, { json }: WebhookOptions): void {
  const { name, secret } = webhook;
  if (secret === undefined) throw failure('SECRET_LOST', { what: `webhook ${name}` });
  if (json === true) return printJson(webhook);
  note(`the secret of ${name}, which is shown this once:`);
  return print(secret);
}

function printState(webhook: Webhook, { json }: WebhookOptions): void {
  if (json === true) return printJson(webhook);
  const { name, state, reason, behind } = webhook;
  return note(`${name} is ${state}${reason === null ? '' : `: ${reason}`}; ${behind} versions wait`);
}

async function createAction(name: string, url: string, _given: unknown, command: Command): Promise<void> {
  const options = optionsOf(command);
  const { query, merge, since } = options;
  printNew(
    await withInventory(options, (clusto) => call(clusto, 'createWebhook', { name, url, query, merge, since })),
    options,
  );
}

async function listAction(_given: unknown, command: Command): Promise<void> {
  const options = optionsOf(command);
  const columns = {
    name: (row: Webhook) => row.name,
    state: (row: Webhook) => row.state,
    behind: (row: Webhook) => row.behind,
    dead: (row: Webhook) => row.deadLetters,
    delivered: (row: Webhook) => time(row.lastDelivery),
    url: (row: Webhook) => row.url,
    query: (row: Webhook) => row.query,
  };
  await printRows(await withInventory(options, (clusto) => call(clusto, 'listWebhooks')), columns, options, {
    blank: '-',
  });
}

async function showAction(name: string, _given: unknown, command: Command): Promise<void> {
  const options = optionsOf(command);
  const webhook = await withInventory(options, (clusto) => call(clusto, 'showWebhook', name));
  if (options.json === true) return printJson(webhook);
  const { table } = await import('../table.ts');
  const shown = (value: Webhook[keyof Webhook]): string => (value instanceof Date ? time(value) : String(value ?? '-'));
  const rows = Object.entries(webhook).map(([field, value]: [string, Webhook[keyof Webhook]]) => [field, shown(value)]);
  return print(table(rows));
}

async function setAction(name: string, _given: unknown, command: Command): Promise<void> {
  const options = optionsOf(command);
  const { url, all, merge } = options;
  const query = all === true ? null : options.query;
  const changes: WebhookChanges = { url, query, merge };
  if (Object.values(changes).every((value) => value === undefined))
    throw failure('USAGE', { reason: 'nothing is to be changed: give --url, --query, --all or --merge' });
  const webhook = await withInventory(options, (clusto) => call(clusto, 'changeWebhook', name, changes));
  printState(webhook, options);
}

async function testAction(name: string, _given: unknown, command: Command): Promise<void> {
  const options = optionsOf(command);
  const result = await withInventory(options, (clusto) => call(clusto, 'testWebhook', name));
  if (options.json === true) printJson(result);
  else note(`${name} took the test ${result.id}: ${result.outcome}`);
}

async function pauseAction(name: string, _given: unknown, command: Command): Promise<void> {
  const options = optionsOf(command);
  printState(await withInventory(options, (clusto) => call(clusto, 'pauseWebhook', name)), options);
}

async function resumeAction(name: string, _given: unknown, command: Command): Promise<void> {
  const options = optionsOf(command);
  printState(await withInventory(options, (clusto) => call(clusto, 'resumeWebhook', name)), options);
}

async function rotateAction(name: string, _given: unknown, command: Command): Promise<void> {
  const options = optionsOf(command);
  const { overlap } = options;
  printNew(await withInventory(options, (clusto) => call(clusto, 'rotateWebhook', name, { overlap })), options);
}

const letterColumns = {
  webhook: (row: DeadLetter) => row.webhook,
  version: (row: DeadLetter) => row.version,
  attempts: (row: DeadLetter) => row.attempts,
  time: (row: DeadLetter) => time(row.time),
  resent: (row: DeadLetter) => row.isResent,
  reason: (row: DeadLetter) => row.reason,
};

async function deadLettersAction(name: string | undefined, _given: unknown, command: Command): Promise<void> {
  const options = optionsOf(command);
  await printRows(
    await withInventory(options, (clusto) => call(clusto, 'listDeadLetters', name)),
    letterColumns,
    options,
  );
}

async function resendAction(name: string, versions: readonly number[], _given: unknown, command: Command) {
  const options = optionsOf(command);
  const some = versions.length === 0 ? undefined : versions;
  const letters = await withInventory(options, (clusto) => call(clusto, 'resendDeadLetters', name, some));
  if (options.json === true) printJson(letters);
  else note(`${letters.length} versions are sent to ${name} again`);
}

async function deleteAction(name: string, _given: unknown, command: Command): Promise<void> {
  const options = optionsOf(command);
  if (options.yes !== true) {
    const { confirm } = await import('../confirm.ts');
    await confirm(`It is told nothing more, and what it did not take is forgotten; delete the webhook ${name}?`);
  }
  await withInventory(options, (clusto) => call(clusto, 'deleteWebhook', name));
  if (options.json === true) printJson({ deleted: name });
  else note(`deleted ${name}`);
}

const subcommand = (name: string, description: string, example: string): Command =>
  new Command(name).description(description).addHelpText('after', `\nExample:\n  ${example}`);

const ofOne = (name: string, description: string, example: string): Command =>
  subcommand(name, description, example).argument('<name>', 'as `clusto webhook list` prints it');

const each = (text: string, before: readonly number[] = []): number[] => [...before, readVersion(text)];

function createSubcommand(example: string): Command {
  return subcommand('create', 'Has a URL be told of versions. Its secret is printed, this once.', example)
    .argument('<name>', 'what it is known by: small letters, digits, minus and underscore')
    .argument('<url>', 'where messages are sent by POST')
    .option('--query <query>', 'only what enters the result of this query, changes in it or leaves it')
    .option('--merge', 'attributes of containers count as those of what is in them')
    .addOption(
      new Option(
        '--since <moment>',
        `all that came after: ${momentForms}; 0 is all; else what comes from now on`,
      ).argParser(readMoment),
    )
    .action(createAction);
}

function setSubcommand(): Command {
  return ofOne(
    'set',
    'Gives a webhook another URL or query. It goes on from where it was, and tries at once what is to be tried later.',
    "clusto webhook set mirror --query 'type = server'",
  )
    .option('--url <url>', 'where messages are sent by POST')
    .addOption(new Option('--query <query>', 'only what enters the result of this query, changes in it or leaves it'))
    .addOption(new Option('--all', 'every version, whatever it is about').conflicts('query'))
    .option('--merge', 'attributes of containers count as those of what is in them')
    .option('--no-merge', 'they do not')
    .action(setAction);
}

export function webhookCommand(): Command {
  const create = "clusto webhook create mirror https://hooks.example.com/clusto --query 'pool = production'";
  const commands = [
    createSubcommand(create),
    printsRows(subcommand('list', 'Lists webhooks, and how far they are.', 'clusto webhook list')).action(listAction),
    ofOne('show', 'Shows a webhook: how far it is, and what went wrong.', 'clusto webhook show mirror').action(
      showAction,
    ),
    setSubcommand(),
    ofOne('test', 'Sends a message that says nothing, signed, now.', 'clusto webhook test mirror').action(testAction),
    ofOne('pause', 'Sends nothing for now; versions wait.', 'clusto webhook pause mirror').action(pauseAction),
    ofOne('resume', 'Sends again, from where it was.', 'clusto webhook resume mirror').action(resumeAction),
    ofOne(
      'rotate',
      'Makes a secret in place of the present one, and prints it, this once. Until the overlap is over messages are signed with both.',
      'clusto webhook rotate mirror --overlap 7d',
    )
      .option('--overlap <duration>', 'for how long the old one holds, too; 1d when it is left out')
      .action(rotateAction),
    printsRows(subcommand('dead-letters', 'Lists versions that were not taken.', 'clusto webhook dead-letters mirror'))
      .argument('[name]', 'of which webhook; of all when it is left out')
      .action(deadLettersAction),
    ofOne('resend', 'Has versions that were not taken be sent again, once.', 'clusto webhook resend mirror 42 43')
      .argument('[version...]', 'which; all when none is given', each, [])
      .action(resendAction),
    ofOne('delete', 'Tells it nothing more.', 'clusto webhook delete mirror --yes')
      .addOption(yesOption())
      .action(deleteAction),
  ];
  const command = new Command('webhook')
    .description('Has other programs be told of versions by a request, which `clusto serve webhooks` sends.')
    .addHelpText('after', `\nExample:\n  ${create}`);
  for (const one of commands) command.addCommand(one);
  return command;
}
