import { ClustoException } from '../base/errors.ts';
import { type Clusto } from '../operations/clusto.ts';
import { call } from '../operations/verbs/call.ts';
import { connect } from './connect.ts';
import { type GlobalOptions, type ReadOptions, type WriteOptions } from './options.ts';
import { note } from './print.ts';

async function suggestion(error: unknown, clusto: Clusto): Promise<string | undefined> {
  if (!(error instanceof ClustoException)) return undefined;
  try {
    return await call(clusto, 'suggest', { code: error.code, detail: error.detail });
  } catch {
    // the database may be what has failed
    return undefined;
  }
}

/**
 * Opens the inventory that the options of a command name, and closes it after the work. Plug-ins that failed are told
 * on stderr; a name that was not found gets its near misses.
 * @throws what `connect` and the work throw
 */
export async function withInventory<T>(
  options: GlobalOptions,
  work: (clusto: Clusto) => Promise<T>,
  { create = false, at }: { readonly create?: boolean; readonly at?: number | string } = {},
): Promise<T> {
  await using clusto = await connect({
    dsn: options.dsn,
    config: options.config,
    source: 'cli',
    create,
    server: true,
  });
  if (clusto.pluginFailures.length > 0) {
    const { reportError } = await import('./report-error.ts');
    for (const failed of clusto.pluginFailures) note(reportError(failed, 'warning'));
  }
  const view = at === undefined ? clusto : clusto.at(at);
  try {
    return await work(view);
  } catch (error) {
    const hint = await suggestion(error, view);
    if (hint !== undefined && error instanceof Error) error.message = `${error.message.replace(/\.$/, '')}: ${hint}`;
    throw error;
  }
}

/** For commands that read: the inventory as it is, or as it was with `--at`. */
export function reading<T>(options: ReadOptions, work: (clusto: Clusto) => Promise<T>): Promise<T> {
  const { at } = options;
  if (at === undefined) return withInventory(options, work);
  return withInventory(options, work, { at: /^\d+$/.test(at) ? Number(at) : at });
}

/** For commands that write: everything is one version, with the message of `-m`. */
export function writing<T>(options: WriteOptions, work: (clusto: Clusto) => Promise<T>): Promise<T> {
  const { message } = options;
  return withInventory(options, (clusto) =>
    clusto.transaction(message === undefined ? {} : { message }, () => work(clusto)),
  );
}
