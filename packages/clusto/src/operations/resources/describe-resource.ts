import { SimpleNumManager } from '../../drivers/resources/simple-num-manager.ts';
import { resourceKey } from '../../drivers/resources/resource-key.ts';
import { failure } from '../../base/errors.ts';
import { type Clusto } from '../clusto.ts';
import { managerClasses, type ResourceKind } from './resource-kind.ts';

/** Who has a name or a number. */
export interface ResourceDescription {
  readonly resource: string;
  /** Several only after a forced allocation. A manager that has one has reserved it. */
  readonly owners: readonly { readonly name: string; readonly type: string; readonly manager: string }[];
}

/** @throws RESOURCE_TYPE_INVALID for a number that is none */
export async function describeResource(
  inventory: Clusto,
  kind: ResourceKind,
  text: string,
): Promise<ResourceDescription> {
  const space = managerClasses[kind].attrName;
  if (kind === 'number' && !/^-?\d{1,18}$/.test(text))
    throw failure('RESOURCE_TYPE_INVALID', {
      resource: text,
      manager: SimpleNumManager.driverName,
      reason: 'it is not an integer',
    });
  const resource = resourceKey(kind === 'number' ? BigInt(text) : text);
  const allocations = await inventory.reader.allocations({ space, resource });
  return {
    resource: text,
    owners: allocations.map(({ owner_name: name, owner_type: type, manager_name: manager }) => ({
      name,
      type,
      manager,
    })),
  };
}
