import { writeSync } from 'node:fs';

const [first, ...rest] = process.argv.slice(2);
if (first === '__complete') {
  // a tabulator is not waited for: nothing of the commands is loaded, nor the streams of Node.js
  const { answerShell } = await import('./completion/answer-shell.ts');
  const answer = await answerShell(rest).catch(() => '');
  if (answer !== '') writeSync(1, answer);
} else {
  for (const stream of [process.stdout, process.stderr]) {
    // the reader of a pipe has seen enough, as `head` does
    stream.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
  }
  const { start } = await import('./start.ts');
  process.exitCode = await start(process.argv.slice(2));
}
