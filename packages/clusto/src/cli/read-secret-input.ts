import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { failure } from '../base/errors.ts';
import { note } from './print.ts';

async function ask(question: string): Promise<string> {
  // readline echoes what is typed to its output: this one drops it
  const output = new Writable({ write: (_chunk, _encoding, done) => done() });
  process.stderr.write(question);
  const terminal = createInterface({ input: process.stdin, output, terminal: true });
  try {
    const gone = new Promise<string>((resolve) => void terminal.once('close', () => resolve('')));
    return await Promise.race([terminal.question(''), gone]);
  } finally {
    terminal.close();
    note('');
  }
}

/** A secret from the terminal, which does not show it, or from the standard input. @throws USAGE when there is none */
export async function readSecretInput(what: string): Promise<string> {
  const given = process.stdin.isTTY ? await ask(`${what}: `) : (await text(process.stdin)).replace(/\r?\n$/, '');
  if (given === '') throw failure('USAGE', { reason: 'There is no secret on the standard input.' });
  return given;
}
