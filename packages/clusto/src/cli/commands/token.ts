import { Command } from 'commander';
import { failure } from '../../base/errors.ts';
import type { Once } from '../../operations/verbs/verb.ts';
import type { NewToken, Token } from '../../operations/access/tokens.ts';
import { yesOption, type GlobalOptions } from '../options.ts';
import { note, print, printJson } from '../print.ts';
import { printRows, printsRows, type RowOptions } from '../print-rows.ts';
import { withInventory } from '../with-inventory.ts';
import { call, callEach } from '../../operations/verbs/call.ts';

interface TokenOptions extends GlobalOptions, RowOptions {
  readonly actor?: string;
  readonly role: readonly string[];
  readonly scope: readonly string[];
  readonly note?: string;
  readonly expires?: string;
  readonly overlap?: string;
  readonly yes?: boolean;
}

const each = (text: string, before: readonly string[] = []): string[] => [...before, ...text.split(',')];
const time = (date: Date | null): string => date?.toISOString() ?? '';

/** @throws SECRET_LOST */
function printNew(token: Once<NewToken, 'token'>, { json }: TokenOptions): void {
  if (token.token === undefined) throw failure('SECRET_LOST', { what: `token ${token.id}` });
  if (json === true) return printJson(token);
  note(`the token ${token.id} of ${token.actor}, which is shown this once:`);
  return print(token.token);
}

async function createAction(_given: unknown, command: Command): Promise<void> {
  const options = command.optsWithGlobals<TokenOptions>();
  const { role: roles, scope: scopes, note: why, expires } = options;
  const token = await withInventory(options, (clusto) =>
    call(clusto, 'createToken', { actor: options.actor, roles, scopes, note: why, expires }),
  );
  printNew(token, options);
}

async function listAction(_given: unknown, command: Command): Promise<void> {
  const options = command.optsWithGlobals<TokenOptions>();
  const tokens = await withInventory(options, (clusto) => call(clusto, 'listTokens'));
  const columns = {
    id: (row: Token) => row.id,
    actor: (row: Token) => row.actor,
    roles: (row: Token) => row.roles,
    scopes: (row: Token) => row.scopes,
    state: (row: Token) => row.state,
    created: (row: Token) => time(row.created),
    expires: (row: Token) => time(row.expires),
    used: (row: Token) => time(row.lastUsed),
    note: (row: Token) => row.note,
  };
  await printRows(tokens, columns, options, { blank: '-' });
}

async function revokeAction(ids: string[], _given: unknown, command: Command): Promise<void> {
  const options = command.optsWithGlobals<TokenOptions>();
  if (options.yes !== true) {
    const { confirm } = await import('../confirm.ts');
    await confirm(
      `Whoever uses ${ids.length === 1 ? 'this token' : 'these tokens'} is refused from now on; revoke ${ids.map((id) => id.slice(0, 17)).join(', ')}?`,
    );
  }
  const tokens = await withInventory(options, (clusto) =>
    callEach(
      clusto,
      'revokeToken',
      ids.map((id) => [id]),
    ),
  );
  if (options.json === true) return printJson(tokens);
  for (const { id, actor } of tokens) note(`revoked ${id} of ${actor}`);
  return undefined;
}

async function rotateAction(id: string, _given: unknown, command: Command): Promise<void> {
  const options = command.optsWithGlobals<TokenOptions>();
  const { overlap, expires } = options;
  printNew(await withInventory(options, (clusto) => call(clusto, 'rotateToken', id, { overlap, expires })), options);
}

function subcommand(name: string, description: string, example: string): Command {
  return new Command(name).description(description).addHelpText('after', `\nExample:\n  ${example}`);
}

export function tokenCommand(): Command {
  const create = 'clusto token create --actor ci --role operator --scope attr --expires 90d';
  return new Command('token')
    .description('Makes and ends the tokens with which programs and people reach the inventory over HTTP.')
    .addHelpText('after', `\nExample:\n  ${create}`)
    .addCommand(
      subcommand('create', 'Makes a token, which is printed this once.', create)
        .option('--actor <name>', 'whom the log names; you when it is left out')
        .option('--role <role>', 'a role that it has, several separated by commas', each, [])
        .option('--scope <action>', 'to which actions it is limited, whatever the roles allow', each, [])
        .option('--note <text>', 'what it is for')
        .option('--expires <duration>', 'after how long it ends, such as 90d')
        .action(createAction),
    )
    .addCommand(
      printsRows(subcommand('list', 'Lists tokens, newest first; without their secrets.', 'clusto token list')).action(
        listAction,
      ),
    )
    .addCommand(
      subcommand('revoke', 'Ends tokens at once.', 'clusto token revoke k3v0q8w2xa --yes')
        .argument('<id...>', 'as `clusto token list` prints them')
        .addOption(yesOption())
        .action(revokeAction),
    )
    .addCommand(
      subcommand(
        'rotate',
        'Makes a token in place of another, which ends.',
        'clusto token rotate k3v0q8w2xa --overlap 1h',
      )
        .argument('<id>', 'as `clusto token list` prints it')
        .option('--overlap <duration>', 'for how long the old one stays good; not at all when it is left out')
        .option(
          '--expires <duration>',
          'after how long the new one ends; as long as the old one was to live when it is left out',
        )
        .action(rotateAction),
    );
}
