// Runs a service that says what is asked of it, as `clusto serve` would.
import { createSocket, type Socket } from 'node:dgram';
import { exitCodeOf } from '../../packages/clusto/src/cli/exit-codes.ts';
import { reportError } from '../../packages/clusto/src/cli/report-error.ts';
import { serve } from '../../packages/clusto/src/cli/serve/serve.ts';
import { type Service, type ServiceContext } from '../../packages/clusto/src/services/service.ts';

function say(what: string): void {
  process.stdout.write(`${what}\n`);
}

/** Answers datagrams at the sockets that it inherits, with the settings that it has; one called `refused` is not taken. */
class Recorder implements Service {
  readonly name = 'recorder';
  #sockets: Socket[] = [];
  #settings: Readonly<Record<string, unknown>> = {};
  #driver = '';

  async start(context: ServiceContext): Promise<void> {
    await this.reload(context);
    for (const { fd, name } of context.sockets) {
      const socket = createSocket('udp4', (text, from) =>
        socket.send(
          `${name} ${String(this.#settings['word'])} ${text.toString()} ${this.#driver}`,
          from.port,
          from.address,
        ),
      );
      this.#sockets.push(socket);
      await new Promise<void>((resolve) => socket.bind({ fd }, resolve));
    }
    say('start');
  }

  async reload({ inventory }: ServiceContext): Promise<void> {
    const settings = inventory.settings('plugin.recorder');
    if (settings['word'] === 'refused') throw new Error('the word is refused');
    this.#settings = settings;
    this.#driver = (inventory.driverClass('recorded') as { readonly colour?: string }).colour ?? '';
    // the old inventory is closed, so this is the new one
    await inventory.version();
  }

  async drain(): Promise<void> {
    say('drain');
    if (this.#settings['word'] === 'hang') await new Promise((resolve) => setTimeout(resolve, 60_000));
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.close();
    say('stop');
  }

  health() {
    return { status: 'ok' } as const;
  }
}

try {
  await serve({}, [], { recorder: { summary: 'a service for tests', load: async () => new Recorder() } });
} catch (error) {
  process.stderr.write(`${reportError(error)}\n`);
  process.exitCode = exitCodeOf(error);
}
