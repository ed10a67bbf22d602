const longest = 160;

/** A text as a part of a line: control characters are escaped, so that no value moves the cursor, and the rest is cut. */
export function oneLine(text: string): string {
  const visible = text.replace(/\p{Cc}/gu, (character) => JSON.stringify(character).slice(1, -1));
  const escaped = visible.replace(/[\u007F-\u009F]/g, (one) => `\\u00${one.charCodeAt(0).toString(16)}`);
  return escaped.length > longest ? `${escaped.slice(0, longest).toWellFormed()}…` : escaped;
}
