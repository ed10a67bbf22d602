import { builtInDrivers } from '../../drivers/built-in-drivers.ts';
import { systemClock } from '../../base/clock.ts';
import { failure } from '../../base/errors.ts';
import { Driver } from '../../inventory/driver.ts';
import { ClustoMeta } from '../../inventory/meta.ts';
import { Registry } from '../../inventory/registry.ts';
import { type SessionParts } from '../../inventory/session-parts.ts';
import { type Clusto } from '../../operations/clusto.ts';
import { type EntityReference } from '../../operations/verbs/wire-value.ts';
import { type Config } from '../config.ts';
import { openServer } from './open-server.ts';
import { RemoteClusto } from './remote-clusto.ts';
import { RemoteInventory } from './remote-inventory.ts';

/** Stands where a database is expected, and refuses whatever is asked of one. */
const noStore = (server: string): SessionParts['store'] =>
  new Proxy({} as SessionParts['store'], {
    get(_, name) {
      if (name === 'label') return server;
      if (name === 'clock') return systemClock;
      // views of the inventory are made with a reader each, which is used by what is refused alone
      if (name === 'reader') return () => noStore(server);
      throw failure('REMOTE_UNSUPPORTED', { server, what: 'this' });
    },
  });

/**
 * The inventory at a server of clusto, for commands: they call verbs there.
 * @throws ARGUMENT_INVALID, CONFIG_INVALID, FILE_UNREADABLE
 */
export function connectServer(config: Config, environment: NodeJS.ProcessEnv): Clusto {
  const { settings, actor } = config;
  const api = openServer(config, environment);
  const registry = new Registry([Driver, ClustoMeta, ...builtInDrivers]);
  const parts: SessionParts = { store: noStore(api.url), registry, actor, source: 'cli', settings };
  const clusto: Clusto = new RemoteClusto(
    parts,
    new RemoteInventory(api, (reference: EntityReference) => clusto.wrap(reference)),
  );
  return clusto;
}
