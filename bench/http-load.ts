import { connect, type Socket } from 'node:net';
import { once } from 'node:events';

/** A client that does next to nothing: one connection, one request after the other, and no look at what is answered. */
export class HttpLoad implements Disposable {
  readonly #socket: Socket;
  #chunks: Buffer[] = [];
  #told: ((body: Buffer) => void) | undefined;
  #failed: ((error: Error) => void) | undefined;

  private constructor(socket: Socket) {
    this.#socket = socket.setNoDelay(true);
    socket.on('data', (chunk) => this.#take(chunk));
    socket.on('error', (error) => this.#failed?.(error));
    socket.on('close', () => this.#failed?.(new Error('the server has closed the connection')));
  }

  static async open(port: number): Promise<HttpLoad> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    return new HttpLoad(socket);
  }

  #take(chunk: Buffer): void {
    this.#chunks.push(chunk);
    const all = this.#chunks.length === 1 ? chunk : Buffer.concat(this.#chunks);
    this.#chunks = [all];
    const end = all.indexOf('\r\n\r\n');
    if (end < 0) return;
    const head = all.toString('latin1', 0, end);
    const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
    if (all.length < end + 4 + length) return;
    this.#chunks = [];
    const body = all.subarray(end + 4);
    if (head.startsWith('HTTP/1.1 200')) this.#told?.(body);
    else this.#failed?.(new Error(`${head}\n\n${body.toString()}`));
  }

  /** Asks, and waits for the whole answer. @throws unless it is 200 */
  ask(request: string): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      this.#told = resolve;
      this.#failed = reject;
      this.#socket.write(request);
    });
  }

  [Symbol.dispose](): void {
    this.#socket.destroy();
  }
}

/** A request as its bytes. */
export function requestText(method: 'GET' | 'POST', path: string, body?: unknown): string {
  const text = body === undefined ? '' : JSON.stringify(body);
  const more =
    body === undefined ? '' : `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(text)}\r\n`;
  return `${method} ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\n${more}\r\n${text}`;
}
