import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** A message, as it came. */
export interface ReceivedMessage {
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** The target of webhooks, which answers as it is told. */
export class WebhookReceiver implements AsyncDisposable {
  readonly messages: ReceivedMessage[] = [];
  /** What is answered to the next messages, with headers. */
  answer: (message: ReceivedMessage) => number | readonly [number, Record<string, string>] = () => 204;
  readonly #server: Server;
  #wake = Promise.withResolvers<void>();

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<WebhookReceiver> {
    const receiver: WebhookReceiver = new WebhookReceiver(
      createServer((request, response) => {
        void buffer(request).then((body) => receiver.#take({ headers: request.headers, body }, response));
      }),
    );
    receiver.#server.listen(0, '127.0.0.1');
    await once(receiver.#server, 'listening');
    return receiver;
  }

  #take(message: ReceivedMessage, response: ServerResponse): void {
    const answer = this.answer(message);
    const [status, headers] = typeof answer === 'number' ? [answer, {}] : answer;
    this.messages.push(message);
    response.writeHead(status, headers).end();
    this.#wake.resolve();
    this.#wake = Promise.withResolvers();
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/hook`;
  }

  /** The versions of all messages, in the order in which they came. */
  get versions(): number[] {
    return this.messages.map(({ body }) => (JSON.parse(body.toString()) as { data: { number: number } }).data.number);
  }

  async until(isEnough: (receiver: this) => boolean): Promise<void> {
    while (!isEnough(this)) await this.#wake.promise;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
