import { type Clusto } from '../../operations/clusto.ts';
import { connect } from '../connect.ts';
import { type GlobalOptions } from '../options.ts';

const open = ({ dsn, config }: GlobalOptions): Promise<Clusto> =>
  connect({ dsn, config, source: 'service', create: false });

/** The inventory that services live off: the one that was opened last. */
export interface ServedInventory extends AsyncDisposable {
  readonly current: Clusto;
  /**
   * Opens the inventory as configuration and plug-ins are now, and goes on with it once it is taken.
   * @param take throws to refuse it: then nothing has changed
   * @throws PLUGIN_FAILED, as a plug-in that fails would take the place of one that works; as `connect`, and what `take` throws
   */
  replace(take: (next: Clusto) => Promise<void>): Promise<void>;
}

/** Opens an inventory for services. @throws as `connect` */
export async function openForServices(options: GlobalOptions): Promise<ServedInventory> {
  let current = await open(options);
  return {
    get current() {
      return current;
    },
    async replace(take) {
      let unused = await open(options);
      try {
        const [failed] = unused.pluginFailures;
        if (failed !== undefined) throw failed;
        await take(unused);
        [current, unused] = [unused, current];
      } finally {
        await unused[Symbol.asyncDispose]();
      }
    },
    [Symbol.asyncDispose]: () => current[Symbol.asyncDispose](),
  };
}
