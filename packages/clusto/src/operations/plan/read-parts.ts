import { Composer, isMap, isScalar, isSeq, LineCounter, type Node, Parser, type Scalar } from 'yaml';
import { type Part, partOf } from './part.ts';
import { refuseEntry } from './entry-problem.ts';

/** A text that declares something, with what it is called in errors. */
export interface PlanFile {
  readonly name: string;
  readonly text: string;
}

/** Node, or what stands where a node is missing. */
function partOfNode(node: unknown, lineAt: (offset: number) => number, above: number): Part {
  const line = lineAt((node as Node | null)?.range?.[0] ?? -1) || above;
  if (isScalar(node)) return { line, kind: 'scalar', value: scalarValue(node, line) };
  if (isSeq(node)) return { line, kind: 'list', items: node.items.map((item) => partOfNode(item, lineAt, line)) };
  if (!isMap(node)) {
    if (node === null || node === undefined) return { line, kind: 'scalar', value: null };
    return refuseEntry({ line }, 'anchors and aliases are not read: write the value out');
  }
  const seen = new Set<string>();
  const entries = node.items.map(({ key, value }): [string, Part] => {
    const keyLine = lineAt((key as Node | null)?.range?.[0] ?? -1) || line;
    const name: unknown = isScalar(key) ? key.value : undefined;
    if (typeof name !== 'string' && typeof name !== 'bigint') return refuseEntry({ line: keyLine }, 'a key is a text');
    if (seen.has(String(name))) return refuseEntry({ line: keyLine }, `the key ${name} is there twice`);
    seen.add(String(name));
    // a value that begins on a later line is known by its key
    return [String(name), { ...partOfNode(value, lineAt, keyLine), line: keyLine }];
  });
  return { line, kind: 'map', entries };
}

function scalarValue({ value }: Scalar, line: number): string | number | bigint | boolean | null {
  if (value === null || ['string', 'number', 'bigint', 'boolean'].includes(typeof value))
    return value as string | number | bigint | boolean | null;
  return refuseEntry({ line }, 'this kind of value is not read: write a text, a number, true or false');
}

/** YAML 1.2, of which JSON is a part: document by document, so that only one is in memory as a tree. */
function* yamlParts(text: string): Generator<Part> {
  const lines = new LineCounter();
  const lineAt = (offset: number): number => (offset < 0 ? 0 : lines.linePos(offset).line);
  // that a key is there once is looked at here: the package compares each with all others
  const composer = new Composer({ lineCounter: lines, intAsBigInt: true, uniqueKeys: false, version: '1.2' });
  for (const document of composer.compose(new Parser(lines.addNewLine).parse(text), true)) {
    const [problem] = [...document.errors, ...document.warnings];
    if (problem !== undefined) refuseEntry({ line: lineAt(problem.pos[0]) }, problem.message.replace(/\.$/, ''));
    const { contents } = document;
    if (contents === null || (isScalar(contents) && contents.value === null)) continue;
    const part = partOfNode(contents, lineAt, 1);
    if (part.kind === 'list') yield* part.items;
    else yield part;
  }
}

/** The JSON of an export, with an entity on each line; undefined for any other text. */
function lineParts(text: string): Part[] | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined;
  const parts: Part[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    const content = line.trim().replace(/,$/, '');
    if (content === '' || content === '[' || content === ']') continue;
    if (!content.startsWith('{') || !content.endsWith('}')) return undefined;
    try {
      const part = partOf(JSON.parse(content), index + 1);
      parts.push(part);
    } catch {
      return undefined;
    }
  }
  return parts;
}

/**
 * What a file declares, one part for each entity.
 * @throws ENTRY_INVALID with the line for what is neither YAML nor JSON
 */
export function readParts({ text }: PlanFile): Iterable<Part> {
  const plain = text.replace(/^\uFEFF/, '');
  return lineParts(plain) ?? yamlParts(plain);
}
