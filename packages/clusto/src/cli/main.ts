import { writeSync } from 'node:fs';

const [first, ...rest] = process.argv.slice(2);
if (first === '__complete') {
  // a tabulator is not waited for: nothing of the commands is loaded, nor the streams of Node.js
  const { answerShell } = await import('./completion/answer-shell.ts');
  const answer = await answerShell(rest).catch(() => '');
  if (answer !== '') writeSync(1, answer);
} else {
  const { start } = await import('./start.ts');
  process.exitCode = await start(process.argv.slice(2));
}
