import { randomBytes } from 'node:crypto';
import { ClustoException, failure } from '../../../base/errors.ts';
import { type AttributeValue, type Driver, type DriverAttribute, requireThing } from '../../../inventory/driver.ts';
import { decimal, type PropertyValues, secret, text } from '../../../inventory/property.ts';
import { tagInstance, terminateInstance } from '../../../providers/ec2/control-instance.ts';
import { instancePages } from '../../../providers/ec2/describe-instances.ts';
import type { Ec2Account } from '../../../providers/ec2/ec2-account.ts';
import { isCertainRefusal } from '../../../providers/ec2/ec2-failure.ts';
import type { Ec2Instance } from '../../../providers/ec2/ec2-instance.ts';
import { launchInstance, type LaunchRequest } from '../../../providers/ec2/launch-instance.ts';
import { listInstances, type ListOptions } from '../../../providers/ec2/list-instances.ts';
import { type AllocateOptions, ResourceManager } from '../../resources/resource-manager.ts';
import { closeIntent, type Intent, openIntent, recordIntent } from '../intent.ts';
import type { StepOptions } from '../virtual-machine.ts';
import { priceFor, requireBudget } from './require-budget.ts';
import { type Ec2Attributes, readEc2Attributes } from './ec2-attributes.ts';
import { ec2Key, type Ec2Resource, instanceOf, isEc2Resource, regionOf } from './ec2-resource.ts';
import { accountOf, ec2Configuration } from './ec2-configuration.ts';
import {
  asDetail,
  launchDetail,
  launchOperation,
  launchToken,
  terminateDetail,
  terminateOperation,
} from './launch-detail.ts';
import { renderUserData } from './render-user-data.ts';

/** An instance as EC2 lists it, in the form in which it can be adopted: `allocate(server, resource)`. */
export interface Ec2InstanceResource {
  readonly resource: Ec2Resource;
  readonly state: string;
  readonly instance: Ec2Instance;
}

/** How a server is launched; `force` is for a budget that does not suffice. */
export type LaunchOptions = AllocateOptions & StepOptions;

/**
 * Launches servers at EC2, within a budget (behaviour spec section 14). The resource that a server gets is its instance:
 * `{ placement, instance_id }`. What is about to be asked of EC2 is written down before, as a version of its own, and what
 * came of it after; what was interrupted between is finished or undone by `repair`.
 */
export class EC2VMManager extends ResourceManager {
  static override readonly driverName: string = 'ec2vmmanager';
  static override readonly attrName: string = ec2Key;
  static override readonly properties = {
    ...ResourceManager.properties,
    budget: decimal('How many US dollars per hour may be spent; without one there is no limit.'),
    aws_access_key_id: text('The access key; without one the SDK looks in its own places.'),
    aws_secret_access_key: secret('Its secret.'),
  };
  declare readonly propertyTypes: PropertyValues<typeof EC2VMManager.properties>;

  async storedKeys(): Promise<{ readonly id: string | null; readonly secret: string | null }> {
    const { aws_access_key_id: id, aws_secret_access_key: secretKey } = await this.getProperties();
    return { id, secret: secretKey };
  }

  budgetOf(): Promise<number | null> {
    return this.getProperty('budget');
  }

  /** Access to EC2 with the keys of this manager. @throws MANAGER_INVALID, SECRET_UNREADABLE, SECRET_KEY_OTHER */
  account(): Promise<Ec2Account> {
    return accountOf(this);
  }

  // ---- launching

  protected override async ensureType(resource: unknown): Promise<AttributeValue> {
    if (isEc2Resource(resource)) return { placement: resource.placement, instance_id: resource.instance_id };
    throw failure('RESOURCE_TYPE_INVALID', {
      resource,
      manager: this,
      reason: 'it is not { placement, instance_id } of an instance',
    });
  }

  protected override describe(resource: AttributeValue): unknown {
    return (resource as unknown as Ec2Resource).instance_id;
  }

  protected override async additionalAttrs(
    thing: Driver,
    resource: AttributeValue,
  ): Promise<Readonly<Record<string, AttributeValue>>> {
    const { placement, instance_id } = resource as unknown as Ec2Resource;
    const intent = await openIntent(thing);
    const known =
      intent?.operation === launchOperation
        ? launchDetail(intent).price
        : await priceFor(thing, await readEc2Attributes(thing));
    return { placement, instance_id, ...(known === null || known === undefined ? {} : { price: known }) };
  }

  /**
   * Launches an instance for a server; given a resource, adopts that instance instead, which asks nothing of EC2.
   * @returns the attribute that carries the resource
   * @throws EC2_INCOMPLETE, EC2_ATTRIBUTE_INVALID, EC2_BUDGET_EXCEEDED, EC2_PRICE_UNKNOWN, MACHINE_UNFINISHED, RESOURCE_TAKEN,
   * EC2_IN_TRANSACTION, and as `Ec2Account.call`
   */
  override async allocate(given: Driver, resource?: unknown, options: LaunchOptions = {}): Promise<DriverAttribute> {
    if (resource !== undefined) return super.allocate(given, resource, options);
    const thing = this.here(requireThing(given, 'the server'));
    this.#refuseTransaction(thing, 'launched');
    options.signal?.throwIfAborted();
    const account = await this.account();
    const intent = await this.#recordLaunch(thing, options);
    return this.#launch(account, thing, intent, options);
  }

  #refuseTransaction(thing: Driver, action: string): void {
    if (this.inventory.isInTransaction) throw failure('EC2_IN_TRANSACTION', { thing, action });
  }

  async #recordLaunch(thing: Driver, { force = false }: LaunchOptions): Promise<Intent> {
    const attributes = await readEc2Attributes(thing);
    const userData =
      attributes.userData === undefined
        ? undefined
        : await renderUserData(thing, attributes.userData, attributes.region);
    const price = await priceFor(thing, attributes);
    const salt = randomBytes(6).toString('hex');
    return this.inventory.write(async (writer) => {
      await writer.requireLive(this);
      await writer.requireLive(thing);
      await requireIdle(thing);
      const present = await instanceOf(thing);
      if (present) throw failure('RESOURCE_TAKEN', { resource: present.resource.instance_id, owner: thing });
      const request = launchRequest(thing, attributes, userData, launchToken(thing, writer.version, salt));
      if (!force) await requireBudget(this, thing, attributes, price);
      return recordIntent(thing, launchOperation, asDetail({ manager: this.id, request, price: price ?? null }));
    });
  }

  async #launch(account: Ec2Account, thing: Driver, intent: Intent, options: LaunchOptions): Promise<DriverAttribute> {
    const { request } = launchDetail(intent);
    options.onStep?.(`instance of ${request.type} in ${request.region}`);
    let instance: Ec2Instance;
    try {
      instance = await launchInstance(account, request, options.signal);
    } catch (error) {
      // what EC2 may have done all the same is left to `repair`
      if (isCertainRefusal(error)) await closeIntent(thing);
      throw error;
    }
    return this.#recordInstance(thing, instance);
  }

  #recordInstance(thing: Driver, { placement, id }: Ec2Instance): Promise<DriverAttribute> {
    return this.inventory.write(async () => {
      const attribute = await super.allocate(thing, { placement, instance_id: id });
      await closeIntent(thing);
      return attribute;
    });
  }

  // ---- terminating

  /**
   * Terminates the instance of a server, for good, and takes the server's addresses with it. Given a resource, only the
   * record is dropped, and the instance is left alone.
   * @throws EC2_TERMINATION_FORBIDDEN, MACHINE_UNFINISHED, EC2_IN_TRANSACTION, and as `Ec2Account.call`
   */
  override async deallocate(given: Driver, resource?: unknown, options: StepOptions = {}): Promise<void> {
    if (resource !== undefined) return super.deallocate(given, resource);
    const thing = this.here(requireThing(given, 'the server'));
    this.#refuseTransaction(thing, 'terminated');
    const account = await this.account();
    const intent = await this.inventory.write(async () => {
      await requireIdle(thing);
      const present = await instanceOf(thing);
      if (present?.manager.id !== this.id) return undefined;
      const { mayTerminate } = await readEc2Attributes(thing);
      if (!mayTerminate) throw failure('EC2_TERMINATION_FORBIDDEN', { name: thing.name });
      return recordIntent(thing, terminateOperation, asDetail({ manager: this.id, resource: present.resource }));
    });
    if (intent !== undefined) await this.#terminate(account, thing, terminateDetail(intent).resource, options);
  }

  async #terminate(account: Ec2Account, thing: Driver, resource: Ec2Resource, options: StepOptions): Promise<void> {
    const { onStep, signal } = options;
    onStep?.(`terminating ${resource.instance_id}`);
    try {
      await terminate(account, { region: regionOf(resource), id: resource.instance_id }, signal);
    } catch (error) {
      if (isCertainRefusal(error)) await closeIntent(thing);
      throw error;
    }
    await this.inventory.write(async () => {
      await thing.delAttrs({ key: 'ip' });
      await super.deallocate(thing, resource);
      await closeIntent(thing);
    });
  }

  // ---- after an interruption

  /**
   * Finishes what was under way for a server, or undoes it: then an instance that was launched is terminated.
   * @returns what was done, in a phrase; undefined when nothing was open
   * @throws as `Ec2Account.call`
   */
  async repair(
    thing: Driver,
    { undo = false, ...options }: StepOptions & { readonly undo?: boolean | undefined } = {},
  ): Promise<string | undefined> {
    this.#refuseTransaction(thing, 'repaired');
    const intent = await openIntent(thing);
    const account = await this.account();
    if (intent?.operation === terminateOperation) {
      const { resource } = terminateDetail(intent);
      if (undo) {
        // an instance that is being terminated does not come back
        const [instance] = await instancesBy(account, regionOf(resource), 'instance-id', resource.instance_id, options);
        if (instance !== undefined) {
          await closeIntent(thing);
          return `left ${resource.instance_id} as it is`;
        }
      }
      await this.#terminate(account, thing, resource, options);
      return `terminated ${resource.instance_id}`;
    }
    if (intent?.operation !== launchOperation) return undefined;
    const { request } = launchDetail(intent);
    // EC2 forgets a token some time after the instance; what it was launched as, it does not
    const found = await instancesBy(account, request.region, 'client-token', request.token, options);
    if (undo) {
      for (const { id } of found) await terminate(account, { region: request.region, id }, options.signal);
      await closeIntent(thing);
      return found.length === 0 ? 'nothing had been launched' : `terminated ${found.map(({ id }) => id).join(', ')}`;
    }
    const [instance = await launchInstance(account, request, options.signal)] = found;
    await this.#recordInstance(thing, instance);
    return `launched ${instance.id}`;
  }

  // ---- what there is

  /** Every instance of every region as EC2 sees it, while it answers: several regions at once, pages as they come. */
  async *getAllEc2InstanceResources(options: ListOptions = {}): AsyncGenerator<Ec2InstanceResource> {
    const { home, parallel } = ec2Configuration(this.inventory);
    for await (const instance of listInstances(await this.account(), { home, parallel, ...options }))
      yield {
        resource: { placement: instance.placement, instance_id: instance.id },
        state: instance.state,
        instance,
      };
  }

  /** Makes the tags of an instance be what the server and its containers say. @throws as `Ec2Account.call` */
  async tag(thing: Driver, options: StepOptions = {}): Promise<void> {
    const present = await instanceOf(thing);
    if (present === undefined) throw failure('EC2_NOT_LAUNCHED', { thing });
    const { tags } = await readEc2Attributes(thing);
    const place = { region: regionOf(present.resource), id: present.resource.instance_id };
    await tagInstance(await this.account(), place, { ...tags, ...ownTags(thing) }, options.signal);
  }
}

const ownTags = ({ name }: Driver): Record<string, string> => ({ Name: name, 'clusto:name': name });

/** @throws MACHINE_UNFINISHED */
async function requireIdle(thing: Driver): Promise<void> {
  const intent = await openIntent(thing);
  if (intent) throw failure('MACHINE_UNFINISHED', { machine: thing, since: intent.since, operation: intent.operation });
}

/** @throws EC2_INCOMPLETE, in the order of the original */
function launchRequest(
  thing: Driver,
  attributes: Ec2Attributes,
  userData: string | undefined,
  token: string,
): LaunchRequest {
  const { region, type, image, placement, keyName, securityGroups, subnet, tags } = attributes;
  if (type === undefined) throw failure('EC2_INCOMPLETE', { thing, attribute: 'ec2_instance_type' });
  if (image === undefined) throw failure('EC2_INCOMPLETE', { thing, attribute: 'ec2_ami' });
  return {
    region,
    token,
    type,
    image,
    securityGroups,
    tags: { ...tags, ...ownTags(thing), 'clusto:uuid': token },
    ...(placement === undefined ? {} : { placement }),
    ...(keyName === undefined ? {} : { keyName }),
    ...(subnet === undefined ? {} : { subnet }),
    ...(userData === undefined ? {} : { userData }),
  };
}

/** The live instances that a filter of EC2 means. */
async function instancesBy(
  account: Ec2Account,
  region: string,
  filter: string,
  value: string,
  { signal }: StepOptions,
): Promise<Ec2Instance[]> {
  const filters = { [filter]: [value], 'instance-state-name': ['pending', 'running', 'stopping', 'stopped'] };
  return (await Array.fromAsync(instancePages(account, region, filters, signal))).flat();
}

/** One that EC2 does not know any more is as good as terminated. */
async function terminate(
  account: Ec2Account,
  place: { readonly region: string; readonly id: string },
  signal?: AbortSignal,
): Promise<void> {
  try {
    await terminateInstance(account, place, signal);
  } catch (error) {
    if (!(error instanceof ClustoException && error.code === 'EC2_INSTANCE_UNKNOWN')) throw error;
  }
}
