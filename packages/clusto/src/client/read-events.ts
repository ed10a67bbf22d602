/** An event of a stream, or, without data, only a new place to go on from. */
export interface ServerEvent {
  /** Of the last event that had one, this one included; empty before that. */
  readonly id: string;
  readonly event: string;
  /** Undefined where there was none, which is no event to anybody else. */
  readonly data: string | undefined;
}

/** The lines of a text that comes in pieces, which end in any of the three ways. What is after the last end is none. */
async function* linesOf(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let line = '';
  let isHalf = false;
  for await (const piece of pieces) {
    if (piece === '') continue;
    const [first = '', ...more] = (isHalf && piece.startsWith('\n') ? piece.slice(1) : piece).split(/\r\n|\r|\n/);
    isHalf = piece.endsWith('\r');
    line += first;
    for (const next of more) {
      yield line;
      line = next;
    }
  }
}

/** The events of a stream (WHATWG HTML, 9.2.6). One that is cut off by the end is none. */
export async function* readEvents(pieces: AsyncIterable<string>): AsyncGenerator<ServerEvent> {
  let [id, event, isFirst] = ['', '', true];
  let data: string[] = [];
  for await (const whole of linesOf(pieces)) {
    const line = isFirst ? whole.replace(/^\uFEFF/, '') : whole;
    isFirst = false;
    if (line === '') {
      yield { id, event: event || 'message', data: data.length === 0 ? undefined : data.join('\n') };
      [event, data] = ['', []];
      continue;
    }
    const colon = line.indexOf(':');
    const name = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (name === 'data') data.push(value);
    else if (name === 'event') event = value;
    else if (name === 'id' && !value.includes('\0')) id = value;
  }
}
