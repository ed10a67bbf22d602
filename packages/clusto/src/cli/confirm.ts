import { createInterface } from 'node:readline/promises';
import { failure } from '../base/errors.ts';

/**
 * Asks on the terminal; only `yes` (or `y`) is a yes. Without a terminal there is nobody to ask.
 * @throws CANCELLED
 */
export async function confirm(question: string): Promise<void> {
  if (!process.stdin.isTTY) throw failure('CANCELLED', { reason: 'there is no terminal to ask at' });
  // the question goes to stderr: stdout is for data
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const gone = new Promise<string>((resolve) => void terminal.once('close', () => resolve('')));
    const answer = await Promise.race([terminal.question(`${question} (yes/NO) `), gone]);
    if (!/^y(?:es)?$/i.test(answer.trim())) throw failure('CANCELLED', { reason: 'the answer was not yes' });
  } finally {
    terminal.close();
  }
}
