export type { ErrorCode } from './base/error-catalogue.ts';
export {
  AccessException,
  ClustoException,
  ConfigurationException,
  ConnectionException,
  DriverException,
  EC2VMManagerException,
  LookupException,
  NameException,
  PluginException,
  PoolException,
  ProviderException,
  ResourceException,
  ResourceNotAvailableException,
  ResourceTypeException,
  SimpleNameManagerException,
  SimpleNumManagerException,
  StoreException,
  TransactionException,
  TypeException,
  ServiceException,
  UsageException,
  ValueException,
} from './base/errors.ts';
export { formatIp, parseIp } from './base/ip.ts';
export { parseMac } from './base/mac.ts';
export type { Json, Scalar } from './base/values.ts';
export { connect, type ConnectOptions } from './cli/connect.ts';
export { Attribute, type KeyTuple } from './inventory/attribute.ts';
export type { AttributeFilter } from './inventory/attribute-filter.ts';
export {
  type AttributeValue,
  type ContentsFilter,
  Driver,
  type DriverAttribute,
  type DriverClass,
  type EntityFilter,
  type Inventory,
  type Kind,
  type ParentsFilter,
  type SiblingsOptions,
  type TransactionOptions,
} from './inventory/driver.ts';
export {
  flag,
  integer,
  json,
  type Properties,
  type Property,
  type PropertyInput,
  type PropertyValues,
  secret,
  text,
} from './inventory/property.ts';
export type { Version } from './inventory/version.ts';
export { type QueryOptions } from './query/plan-query.ts';
export { Clusto } from './operations/clusto.ts';
export type { Caller } from './operations/access/caller.ts';
export type { AllocatedCable, AllocatedServer, Allocation } from './operations/allocate/allocation.ts';
export type { AllocationRequest } from './operations/allocate/allocation-request.ts';
export type { DeallocateParams } from './operations/allocate/deallocate.ts';
export type { Returned } from './operations/allocate/give-back.ts';
export type { ChangeFeed } from './operations/feed/change-feed.ts';
export type { FilteredVersion } from './operations/feed/filtered-version.ts';
export type { ChangesParams } from './operations/feed/follow-changes.ts';
export type { BlameEntry, BlameParams } from './operations/history/blame-entity.ts';
export type { Change } from './operations/history/change.ts';
export type { Difference, DiffParams } from './operations/history/diff-versions.ts';
export type { EntityHistory, HistoryParams } from './operations/history/entity-history.ts';
export type { LogEntry, LogParams } from './operations/history/log-versions.ts';
export type { Undo, UndoParams } from './operations/undo/undo-versions.ts';
export type { VersionDescription } from './operations/history/show-version.ts';
export type { NewAttributeOptions } from './inventory/attributed.ts';
