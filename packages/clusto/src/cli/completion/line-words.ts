/** The words of a line of a shell, as far as it has been written. */
export interface LineWords {
  /** As the shell would hand them on. */
  readonly words: readonly string[];
  /** The last one as it was typed. */
  readonly raw: string;
}

/** The quotes that are open at the end of a word as it was typed. */
export function openQuote(raw: string): "'" | '"' | '' {
  let quote: "'" | '"' | '' = '';
  for (let place = 0; place < raw.length; place += 1) {
    const character = raw[place];
    if (character === '\\' && quote !== "'") place += 1;
    else if (quote === '' && (character === "'" || character === '"')) quote = character;
    else if (character === quote) quote = '';
  }
  return quote;
}

/** A word without its quotes and backslashes (POSIX shell, 2.2 Quoting). */
export function unquoteWord(raw: string): string {
  return raw.replace(
    /'([^']*)'?|"((?:\\.|[^"\\])*)\\?"?|\\(.?)/gs,
    (_, single?: string, double?: string, escaped?: string) =>
      single ?? double?.replace(/\\([$`"\\\n])/g, '$1') ?? escaped ?? '',
  );
}

/** Splits a line into its words; what ends with a space has an empty last one. */
export function lineWords(line: string): LineWords {
  const raws = line.match(/(?:'[^']*(?:'|$)|"(?:\\.|[^"\\])*(?:\\?$|")|\\(?:.|$)|[^\s'"\\])+/gs) ?? [];
  const last = raws.at(-1);
  const isBegun = last !== undefined && line.endsWith(last);
  const raw = isBegun ? last : '';
  return { words: [...raws, ...(isBegun ? [] : [''])].map(unquoteWord), raw };
}

/** A text so that a shell reads it as this one word, inside of quotes that are open or outside of any. */
export function quoteWord(text: string, quote: "'" | '"' | ''): string {
  if (quote === "'") return text.replaceAll("'", `'\\''`);
  return quote === '"' ? text.replace(/[$`"\\]/g, '\\$&') : text.replace(/[^\w./:=@%+,\u{80}-\u{10FFFF}-]/gu, '\\$&');
}
