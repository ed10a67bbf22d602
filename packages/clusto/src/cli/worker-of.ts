import { type Clusto } from '../operations/clusto.ts';
import { ownProcess } from './own-process.ts';

/** Who works on machines, as others find it in the inventory: this process. What a server does is of no process that is known here. */
export function workerOf({ remote }: Clusto): string | undefined {
  return remote === undefined ? ownProcess() : undefined;
}
