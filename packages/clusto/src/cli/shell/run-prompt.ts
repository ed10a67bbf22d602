import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type REPLServer, start } from 'node:repl';
import { xdgFolders } from '../xdg-folders.ts';
import { addCompletion } from './add-completion.ts';
import { evaluateAwaited } from './evaluate-awaited.ts';
import { type ShellSurface } from './shell-surface.ts';

async function keepHistory(server: REPLServer): Promise<void> {
  const { state } = xdgFolders(process.env);
  try {
    mkdirSync(state, { recursive: true, mode: 0o700 });
    await new Promise<void>((resolve, reject) =>
      server.setupHistory(join(state, 'shell-history'), (error) => (error === null ? resolve() : reject(error))),
    );
  } catch (error) {
    server.output.write(`History is not kept: ${error instanceof Error ? error.message : String(error)}\n`);
  }
}

/** The prompt, until it is left. */
export async function runPrompt(surface: ShellSurface): Promise<void> {
  process.stdout.write(
    `clusto on ${surface.place}, version ${await surface.version()}; .help says what is there, .exit leaves\n`,
  );
  const server = start({ prompt: 'clusto> ', ignoreUndefined: true, preview: false });
  Object.assign(server.context, surface.globals);
  evaluateAwaited(server);
  addCompletion(server, surface);
  server.defineCommand('help', {
    help: 'What is there',
    action() {
      this.output.write(`${surface.help}\n`);
      this.displayPrompt();
    },
  });
  const left = new Promise<void>((resolve) => void server.once('exit', resolve));
  await keepHistory(server);
  await left;
}
