import type { AllocationRequest } from '../allocate/allocation-request.ts';
import type { DeallocateParams } from '../allocate/deallocate.ts';
import type { AllocateResourcesParams } from '../resources/allocate-resources.ts';
import type { CreateNamedParams } from '../resources/create-named.ts';
import type { ResourceKind } from '../resources/resource-kind.ts';
import type { Driver } from '../../inventory/driver.ts';
import { acts, asks, changes } from './verb.ts';

/** Names, numbers, and servers with all that they need. */
export const resourceVerbs = {
  allocateResources: changes(async (clusto, params: AllocateResourcesParams) =>
    (await import('../resources/allocate-resources.ts')).allocateResources(clusto, params),
  ),
  releaseResources: changes(async (clusto, params: AllocateResourcesParams) =>
    (await import('../resources/release-resources.ts')).releaseResources(clusto, params),
  ),
  // the next one is what a write would find, so it is asked as one
  nextResource: acts('read', async (clusto, kind: ResourceKind, manager: string) =>
    (await (await import('../resources/resource-kind.ts')).findManager(clusto, kind, manager)).next(),
  ),
  describeResource: asks(async (clusto, kind: ResourceKind, text: string) =>
    (await import('../resources/describe-resource.ts')).describeResource(clusto, kind, text),
  ),
  listManagers: asks(async (clusto, kind: ResourceKind, things: readonly Driver[] | undefined) =>
    (await import('../resources/list-managers.ts')).listManagers(clusto, kind, things),
  ),
  createNamed: changes(async (clusto, params: CreateNamedParams) =>
    (await import('../resources/create-named.ts')).createNamed(clusto, params),
  ),
  allocate: changes(async (clusto, request: AllocationRequest) =>
    (await import('../allocate/allocate.ts')).allocate(clusto, request),
  ),
  deallocate: changes(async (clusto, things: readonly Driver[], params: DeallocateParams) =>
    (await import('../allocate/deallocate.ts')).deallocate(clusto, things, params),
  ),
  listHolds: asks(async (clusto) => (await import('../allocate/list-holds.ts')).listHolds(clusto)),
  confirmHold: changes(async (clusto, key: string) =>
    (await import('../allocate/confirm-hold.ts')).confirmHold(clusto, key),
  ),
  endHold: changes(async (clusto, key: string, params: DeallocateParams) =>
    (await import('../allocate/end-hold.ts')).endHold(clusto, key, params),
  ),
};
