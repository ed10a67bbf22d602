import { Argument, Command } from 'commander';
import { completionScripts } from '../completion/completion-scripts.ts';
import { printPart } from '../print.ts';

const help = `
In ~/.bashrc:                    source <(clusto completion bash)
In ~/.zshrc, after compinit:     source <(clusto completion zsh)
In ~/.config/fish/config.fish:   clusto completion fish | source

Example:
  clusto completion bash > /etc/bash_completion.d/clusto`;

export function completionCommand(): Command {
  return new Command('completion')
    .description(
      'Prints what a shell has to know to complete commands, options, names, pools, keys and drivers with the tabulator.',
    )
    .addArgument(new Argument('<shell>', 'the shell').choices(Object.keys(completionScripts)))
    .addHelpText('after', help)
    .action((shell: keyof typeof completionScripts) => {
      printPart(completionScripts[shell]);
    });
}
