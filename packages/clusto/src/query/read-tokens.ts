import { failure } from '../base/errors.ts';

/** A word, a quoted text, or a symbol. `column` counts characters from 1. */
export interface Token {
  readonly kind: 'word' | 'quoted' | 'symbol';
  readonly text: string;
  readonly column: number;
}

/** @throws QUERY_INVALID */
export function refuseQuery(column: number, reason: string): never {
  throw failure('QUERY_INVALID', { column, reason });
}

const symbols = /^(?:==|!=|<>|<=|>=|[=<>^,()&|~-])/;
const word = /^[\p{L}\p{N}_./:+@*-]+/u;

/**
 * The tokens of a query (behaviour spec section 24.2). A minus is a symbol only before a space or a parenthesis: `-pool` is a word.
 * @throws QUERY_INVALID
 */
export function readTokens(query: string): Token[] {
  const tokens: Token[] = [];
  const nul = query.indexOf('\0');
  if (nul >= 0) refuseQuery(nul + 1, 'the NUL character is in no text that is stored');
  for (let at = 0; at < query.length;) {
    const rest = query.slice(at);
    const column = at + 1;
    const [space] = /^\s+/.exec(rest) ?? [];
    if (space !== undefined) {
      at += space.length;
      continue;
    }
    const token = readToken(rest, column);
    tokens.push(token.token);
    at += token.length;
  }
  return tokens;
}

function readToken(rest: string, column: number): { token: Token; length: number } {
  const quote = rest.charAt(0);
  if (quote === '"' || quote === "'") return readQuoted(rest, quote, column);
  const isMinus = /^-(?:[\s(]|$)/.test(rest);
  const [text] = (isMinus ? undefined : word.exec(rest)) ?? symbols.exec(rest) ?? [];
  if (text === undefined)
    return refuseQuery(
      column,
      `the character ${String.fromCodePoint(rest.codePointAt(0) ?? 0)} has no meaning here; put a text with it in quotes`,
    );
  const kind = !isMinus && word.test(text) ? 'word' : 'symbol';
  return { token: { kind, text, column }, length: text.length };
}

function readQuoted(rest: string, quote: string, column: number): { token: Token; length: number } {
  let text = '';
  for (let at = 1; at < rest.length; at += 1) {
    const character = rest.charAt(at);
    if (character === quote) return { token: { kind: 'quoted', text, column }, length: at + 1 };
    const next = rest.charAt(at + 1);
    if (character === '\\' && (next === quote || next === '\\')) {
      text += next;
      at += 1;
    } else text += character;
  }
  return refuseQuery(column, `the text that begins here has no closing ${quote}`);
}
