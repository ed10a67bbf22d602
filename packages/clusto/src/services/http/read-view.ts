import { type Endpoint } from '../../api/endpoint.ts';
import { failure } from '../../base/errors.ts';
import { type Clusto } from '../../operations/clusto.ts';
import { type Position } from './cursor.ts';
import { versionsOf } from './entity-tag.ts';
import { type Replica } from './replica.ts';
import { invalidRequest } from './request-fault.ts';

/** What a read asks for. */
export interface Wanted {
  readonly at: string | undefined;
  readonly position: Position | undefined;
  /** The header `Clusto-At-Least`. */
  readonly atLeast: string | undefined;
  /** The header `If-None-Match`. */
  readonly known: string | undefined;
}

/** @throws REQUEST_INVALID */
function leastOf(text: string | undefined): number {
  if (text === undefined) return 0;
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw invalidRequest('Clusto-At-Least is the number of a version', [
    { in: 'header', pointer: 'clusto-at-least', detail: 'is the number of a version' },
  ]);
}

/** What tells of versions themselves is asked by who knows more than the present: it comes out of the database itself. */
const isOfVersions = ({ tag }: Endpoint): boolean => tag === 'history' || tag === 'changes';

/**
 * What a read shows: the inventory at one version, out of the replica where that has it.
 * @throws VERSION_UNKNOWN for a version that has to be there and is not, REQUEST_INVALID, TIME_INVALID
 */
export async function readView(
  { inventory, latest }: { readonly inventory: Clusto; readonly latest: () => Promise<number> },
  endpoint: Endpoint,
  { at, position, atLeast, known }: Wanted,
  replica: Replica | undefined,
): Promise<{ readonly view: Clusto; readonly version: number }> {
  const isNumber = at !== undefined && /^\d+$/.test(at);
  const exact = position?.version ?? (isNumber ? Number(at) : undefined);
  const least = leastOf(atLeast);
  // which version was the last one at a time, a copy may not know yet
  if (replica !== undefined && (at === undefined || isNumber) && !isOfVersions(endpoint)) {
    // nobody is shown less than they have seen
    const has = await replica.versionFrom(Math.max(least, exact ?? 0, ...versionsOf(known)));
    const version = exact ?? has;
    if (has !== undefined && version !== undefined) return { view: replica.view(inventory, version), version };
  }
  const moment = exact ?? at;
  // the view asks nothing by itself before something is read in it: whoever has seen the version already costs one look
  const now = moment === undefined ? await latest() : undefined;
  const view = inventory.at(now ?? moment ?? 0);
  const version = now ?? position?.version ?? (await view.version());
  if (version >= least) return { view, version };
  const last = now ?? (await latest());
  if (last < least) throw failure('VERSION_UNKNOWN', { version: least, latest: last });
  return { view, version };
}
