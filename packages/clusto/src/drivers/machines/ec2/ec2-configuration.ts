import { failure } from '../../../base/errors.ts';
import type { Driver, Inventory } from '../../../inventory/driver.ts';
import { readSecret } from '../../../inventory/read-secret.ts';
import { Ec2Account, type Ec2Keys, type Ec2Settings } from '../../../providers/ec2/ec2-account.ts';

/** The section `[ec2]` of the configuration. */
export interface Ec2Configuration extends Ec2Settings {
  /** The region that is asked which regions there are. Default: us-east-1. */
  readonly home?: string;
  /** How many regions are listed at once. Default: 5. */
  readonly parallel?: number;
  /** The manager of servers that have none yet, where there are several. */
  readonly manager?: string;
  /** Where fetched prices are kept. */
  readonly priceFile?: string;
}

export function ec2Configuration(inventory: Inventory): Ec2Configuration {
  return inventory.settings('ec2');
}

/** An account is kept with its connections, for as long as its inventory is. */
const accounts = new WeakMap<Inventory, Map<string, Ec2Account>>();

/** What a manager says of its keys, and what it is: to be told apart by. */
export interface AccountOwner extends Driver {
  storedKeys(): Promise<{ readonly id: string | null; readonly secret: string | null }>;
}

/**
 * The access to EC2 of a manager: with its keys, else with those that the SDK finds.
 * @throws MANAGER_INVALID when it has only one of both keys; SECRET_UNREADABLE, SECRET_KEY_OTHER, SECRET_KEY_INVALID
 */
export async function accountOf(manager: AccountOwner): Promise<Ec2Account> {
  const { inventory } = manager;
  const stored = await manager.storedKeys();
  if ((stored.id === null) !== (stored.secret === null))
    throw failure('MANAGER_INVALID', { manager, reason: 'aws_access_key_id and aws_secret_access_key go together' });
  const known = accounts.get(inventory) ?? new Map<string, Ec2Account>();
  accounts.set(inventory, known);
  const name = JSON.stringify(stored);
  const account = known.get(name) ?? new Ec2Account(ec2Configuration(inventory), keysOf(inventory, stored));
  known.set(name, account);
  return account;
}

function keysOf(
  inventory: Inventory,
  { id, secret }: { readonly id: string | null; readonly secret: string | null },
): Ec2Keys | undefined {
  if (id === null || secret === null) return undefined;
  return { accessKeyId: readSecret(inventory, id), secretAccessKey: readSecret(inventory, secret) };
}
