import { readFileSync, readdirSync } from 'node:fs';
import { join, posix } from 'node:path';
import { parseSync } from 'oxc-parser';

export const sourceRoot = join(import.meta.dirname, '../../packages/clusto/src');

/** What the tests of the architecture need to know of a source file. Paths are relative to packages/clusto/src. */
export interface SourceFile {
  readonly path: string;
  /** The folder directly below src; empty for a door. */
  readonly room: string;
  readonly isTest: boolean;
  readonly lines: number;
  /** Static, dynamic, type-only and re-exporting imports, as written. */
  readonly imports: readonly string[];
  /** Those imports that are files of the source, as paths. */
  readonly files: readonly string[];
  readonly exports: readonly string[];
  /** It has statements, and all of them export something of another file. */
  readonly isBarrel: boolean;
  readonly usesProcess: boolean;
}

/** Where a node holds the name of a member, which may be `process` like any other. */
const nameOfMember: Readonly<Record<string, string>> = {
  MemberExpression: 'property',
  Property: 'key',
  MethodDefinition: 'key',
  PropertyDefinition: 'key',
  TSPropertySignature: 'key',
  TSMethodSignature: 'key',
};

/** Whether the tree refers to the global `process`: as a name, not as the property or the key of something else. */
function refersToProcess(node: unknown): boolean {
  if (Array.isArray(node)) return node.some(refersToProcess);
  if (typeof node !== 'object' || node === null) return false;
  const { type, name, computed } = node as { type?: string; name?: string; computed?: boolean };
  if (type === 'Identifier') return name === 'process';
  const { object, property } = node as { object?: { name?: string }; property?: { name?: string } };
  if (object?.name === 'globalThis' && property?.name === 'process') return true;
  const skipped = computed === true ? undefined : nameOfMember[type ?? ''];
  return Object.entries(node).some(([key, value]) => key !== skipped && refersToProcess(value));
}

function readSource(path: string): SourceFile {
  const text = readFileSync(join(sourceRoot, path), 'utf8');
  const parsed = parseSync(path, text);
  const { staticImports, staticExports, dynamicImports } = parsed.module;
  const reexports = staticExports.flatMap(({ entries }) => entries.map(({ moduleRequest }) => moduleRequest?.value));
  // what is only known when it runs (a plug-in of a user) is no dependency
  const dynamic = dynamicImports
    .map(({ moduleRequest: { start, end } }) => text.slice(start, end))
    .flatMap((request) => /^(['"`])([^$]*)\1$/.exec(request)?.[2] ?? []);
  const statics = staticImports.map(({ moduleRequest }) => moduleRequest.value);
  const imports = [...new Set([...statics, ...dynamic, ...reexports.filter((name) => name !== undefined)])];
  const { body } = parsed.program;
  return {
    path,
    room: path.includes('/') ? path.slice(0, path.indexOf('/')) : '',
    isTest: path.endsWith('.test.ts'),
    lines: text.split('\n').length - 1,
    imports,
    files: imports.filter((name) => name.startsWith('.')).map((name) => posix.join(posix.dirname(path), name)),
    exports: staticExports.flatMap(({ entries }) => entries.flatMap(({ exportName: { name } }) => name ?? [])),
    isBarrel:
      body.length > 0 &&
      reexports.length > 0 &&
      body.every(({ type }) => /^(Import|Export(All|Named))Declaration$/.test(type)) &&
      reexports.every(Boolean),
    usesProcess:
      imports.some((name) => /^(node:)?process$/.test(name)) || (/\bprocess\b/.test(text) && refersToProcess(body)),
  };
}

/** Every TypeScript file of the source, parsed. */
export function readSources(): readonly SourceFile[] {
  return readdirSync(sourceRoot, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .sort()
    .map(readSource);
}

/** The groups of files that import each other in a circle, each in the order of its imports. */
export function findCycles(files: readonly SourceFile[]): string[][] {
  const edges = new Map(files.map((file) => [file.path, file.files]));
  const done = new Set<string>();
  const cycles: string[][] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path);
    if (start >= 0) cycles.push([...trail.slice(start), path]);
    if (start >= 0 || done.has(path)) return;
    for (const next of edges.get(path) ?? []) visit(next, [...trail, path]);
    done.add(path);
  };
  for (const path of edges.keys()) visit(path, []);
  return cycles;
}
