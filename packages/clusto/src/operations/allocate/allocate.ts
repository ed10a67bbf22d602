import { failure } from '../../base/errors.ts';
import { type Session } from '../../inventory/session.ts';
import { timeAfter } from '../read-duration.ts';
import { type Allocation } from './allocation.ts';
import { AllocationBook, allocationOf, requestAsText } from './allocation-book.ts';
import { type AllocationRequest, readRequest } from './allocation-request.ts';
import { type Equipped, equipServer, findSupplies } from './equip-server.ts';
import { planServers } from './plan-servers.ts';

/**
 * Allocates servers with all that they need, new or existing ones: all of it, or nothing, as one version. A request with a
 * key that was answered before gets that answer again, and nothing is written.
 * @throws ALLOCATION_SHORT with what left out how many, ALLOCATION_KEY_USED, USAGE, ARGUMENT_INVALID, DURATION_INVALID,
 * RESOURCE_EXHAUSTED, NAME_MANAGER_EXHAUSTED, ENTITY_NOT_FOUND, ENTITY_WRONG_DRIVER, DRIVER_UNKNOWN, NOT_A_POOL,
 * NOT_SUPPORTED, QUERY_INVALID, and what the rules of pools and ports say
 */
export async function allocate(inventory: Session, request: AllocationRequest): Promise<Allocation> {
  const order = readRequest(request);
  const { key, hold } = order;
  const text = requestAsText(request);
  return inventory.write(async (writer) => {
    const book = new AllocationBook(inventory);
    const before = key === undefined ? undefined : await book.byKey(key);
    if (before !== undefined) {
      if (before.request === text) return allocationOf(before, true);
      throw failure('ALLOCATION_KEY_USED', { key, names: before.answer.map(({ name }) => name) });
    }
    const plans = await planServers(inventory, order);
    const supplies = await findSupplies(inventory, order);
    const equipped: Equipped[] = [];
    for (const plan of plans) equipped.push(await equipServer(inventory, plan, order, supplies));
    const until = hold === undefined ? null : timeAfter(inventory.clock.now(), 'hold', hold);
    const record = await book.write(writer, { key, request: text, until }, equipped, inventory.actor);
    return allocationOf(record, false);
  });
}
