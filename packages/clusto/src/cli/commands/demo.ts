import { Command } from 'commander';
import { type GlobalOptions } from '../options.ts';
import { ownCommand } from '../own-command.ts';
import { note, print, printJson } from '../print.ts';
import { table } from '../table.ts';
import { withInventory } from '../with-inventory.ts';
import { type Demo } from '../../operations/demo/create-demo.ts';

/** Commands that work with what is there, each with what it shows. */
function nextSteps({ datacenter, server, rack, version }: Demo, options: string): string {
  const clusto = `${ownCommand()}${options}`;
  return table([
    [`  ${clusto} tree ${datacenter}`, 'everything in the datacenter'],
    [`  ${clusto} info ${server}`, 'a server: addresses, cables, pools'],
    [`  ${clusto} list --pool production --pool webservers`, 'what is in both pools'],
    [`  ${clusto} attr show ${server} --merge`, 'its attributes with those of its pools'],
    [`  ${clusto} attr set ${rack} contact=me -m "on call"`, 'a change, with the reason'],
    [`  ${clusto} attr show ${rack} --at ${version}`, 'the rack as it was before that'],
    [`  ${clusto} shell`, 'the same from JavaScript'],
  ]);
}

/** As a shell takes it. */
const quoted = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`);

export function demoCommand(): Command {
  return new Command('demo')
    .description(
      'Fills an inventory with a small datacenter to try things on: racks, servers, cables, addresses, pools.',
    )
    .addHelpText('after', '\nExample:\n  clusto demo --dsn sqlite:/tmp/demo.db')
    .action(async (_options, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>();
      const { createDemo } = await import('../../operations/demo/create-demo.ts');
      await withInventory(
        options,
        async (clusto) => {
          const demo = await createDemo(clusto, note);
          if (options.json === true) return printJson(demo);
          const { isNew, servers, version } = demo;
          print(
            isNew
              ? `${servers} servers in ${clusto.dsn}, version ${version}.`
              : `The demonstration is in ${clusto.dsn} already.`,
          );
          const { dsn, config } = options;
          const flags = [
            ...(dsn === undefined ? [] : ['--dsn', dsn]),
            ...(config === undefined ? [] : ['--config', config]),
          ];
          print(`\nWhat to try next:\n${nextSteps(demo, flags.map((flag) => ` ${quoted(flag)}`).join(''))}`);
        },
        { create: true },
      );
    });
}
