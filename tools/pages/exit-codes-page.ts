import { exitCodeMeanings, exitCodes } from '../../packages/clusto/src/cli/exit-codes.ts';

/** docs/reference/exit-codes.md: what the exit status of the command line says. */
export function exitCodesPage(): string {
  const names = Object.keys(exitCodes) as (keyof typeof exitCodes)[];
  const rows = names.map((name) => `| ${exitCodes[name]} | ${name} | ${exitCodeMeanings[name]} |`);
  const head = 'The line on stderr names the [code of the error](errors.md), which says more than the exit status.\n';
  return `# Exit codes\n\n${head}\n${['| status | name | meaning |', '| --- | --- | --- |', ...rows].join('\n')}\n`;
}
