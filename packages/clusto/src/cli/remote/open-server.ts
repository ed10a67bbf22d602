import { type ApiClient } from '../../client/api-client.ts';
import { connectApi } from '../../client/connect-api.ts';
import { type Config } from '../config.ts';
import { clientOptions } from './client-options.ts';

/** A client of the server that the configuration names. @throws ARGUMENT_INVALID, FILE_UNREADABLE */
export const openServer = ({ dsn, settings }: Config, environment: NodeJS.ProcessEnv): ApiClient =>
  connectApi(dsn, clientOptions((settings['client'] ?? {}) as Readonly<Record<string, unknown>>, environment));
