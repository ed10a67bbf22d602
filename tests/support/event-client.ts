import { once } from 'node:events';
import { get, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';

/** An event of a stream, as a browser would hand it on. */
export interface ServerEvent {
  readonly id: string;
  readonly event: string;
  readonly data: unknown;
}

/** Reads a stream of server-sent events, by the rules of WHATWG HTML. */
export class EventClient implements Disposable {
  readonly response: IncomingMessage;
  readonly events: ServerEvent[] = [];
  /** What `Last-Event-ID` would be. */
  lastId = '';
  text = '';
  #wake = Promise.withResolvers<void>();
  #isOver = false;

  private constructor(response: IncomingMessage, isReading: boolean) {
    this.response = response;
    const over = (): void => {
      this.#isOver = true;
      this.#wake.resolve();
    };
    response.on('close', over).on('error', over);
    if (isReading) this.read();
  }

  static async open(url: string, headers: IncomingHttpHeaders = {}, isReading = true): Promise<EventClient> {
    const request = get(url, { headers: { accept: 'text/event-stream', ...headers }, agent: false });
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    return new EventClient(response, isReading);
  }

  get status(): number | undefined {
    return this.response.statusCode;
  }

  read(): void {
    let rest = '';
    this.response.setEncoding('utf8').on('data', (part: string) => {
      this.text += part;
      const blocks = `${rest}${part}`.split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) this.#take(block);
      this.#wake.resolve();
      this.#wake = Promise.withResolvers();
    });
  }

  #take(block: string): void {
    const fields = new Map(block.split('\n').map((line) => [line.split(':')[0] ?? '', line.replace(/^[^:]*:\s?/, '')]));
    this.lastId = fields.get('id') ?? this.lastId;
    const data = fields.get('data');
    if (data !== undefined)
      this.events.push({ id: this.lastId, event: fields.get('event') ?? 'message', data: JSON.parse(data) });
  }

  /** Waits until what was received is enough. */
  async until(isEnough: (client: this) => boolean): Promise<void> {
    while (!isEnough(this)) {
      if (this.#isOver) throw new Error(`the stream is over: ${this.text}`);
      await this.#wake.promise;
    }
  }

  /** Waits for the end of the stream. */
  async over(): Promise<void> {
    while (!this.#isOver) await this.#wake.promise;
  }

  [Symbol.dispose](): void {
    this.response.destroy();
  }
}
