function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

/**
 * A pattern that matches the whole text, where `*` stands for any characters (none and line breaks too) and nothing
 * else is special. Compares case. Takes linear time for each `*`, whatever the text.
 */
export function globToRegExp(glob: string): RegExp {
  const [head = '', ...rest] = glob.split('*').map(escapePattern);
  const tail = rest.pop();
  if (tail === undefined) return new RegExp(`^${head}$`);
  // The first place of a middle part is as good as any later one. A look-ahead with its back reference keeps to it:
  // plain `.*` would try all combinations of places, which many stars turn into minutes.
  const middle = rest.filter((part) => part !== '').map((part, index) => `(?=(.*?${part}))\\${index + 1}`);
  return new RegExp(`^${head}${middle.join('')}.*${tail}$`, 's');
}

/** The same as an SQL LIKE pattern; to be used with `ESCAPE '\'`, since `%`, `_` and `\` are escaped by a backslash. */
export function globToLike(glob: string): string {
  return glob.replace(/[%_\\]/g, '\\$&').replace(/\*+/g, '%');
}
