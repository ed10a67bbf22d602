import { type meta } from '../../../api/meta.ts';
import { openapi } from '../../../api/openapi.ts';
import { catalogue, type ErrorCode } from '../../../base/error-catalogue.ts';
import { clustoVersion } from '../../../base/clusto-version.ts';
import { failure } from '../../../base/errors.ts';
import { packedText } from '../../../base/packed-text.ts';
import { backupInventory } from '../../../operations/backup-inventory.ts';
import { describeInventory } from '../../../operations/describe-inventory.ts';
import { type HandlersOf } from '../handler.ts';
import { titleOf } from '../problem-of.ts';
import { problemStatus } from '../problem-status.ts';

let contract: { readonly openapi: string } | undefined;

export const metaHandlers: HandlersOf<typeof meta> = {
  getInventory: async ({ inventory, version }) => {
    const { types } = await describeInventory(inventory);
    return { body: { clusto: clustoVersion(), version, types } };
  },
  getProblem: async ({ params: { code } }) => {
    if (!Object.hasOwn(catalogue, code)) throw failure('PROBLEM_UNKNOWN', { code });
    const [exception, sentence, remedy] = catalogue[code as ErrorCode];
    const status = problemStatus(code as ErrorCode, exception);
    return { body: { code, status, title: titleOf(exception), sentence, remedy } };
  },
  getHealth: async () => ({ body: { ok: true } }),
  getReadiness: async ({ inventory, server }) => {
    if (server.isEnding()) return { status: 503, body: { ok: false, reason: 'the server is ending' } };
    try {
      await inventory.version();
      server.database.back();
      return { body: { ok: true } };
    } catch (error) {
      server.database.lost(error);
      // where the database is, is nothing for everybody to know
      return { status: 503, body: { ok: false, reason: 'the database cannot be read' } };
    }
  },
  getMetrics: async ({ server }) => ({ body: await server.metrics() }),
  getBackup: async ({ inventory }) => ({ body: packedText(backupInventory(inventory)) }),
  getContract: async () => ({ body: (contract ??= openapi() as { openapi: string }) }),
};
