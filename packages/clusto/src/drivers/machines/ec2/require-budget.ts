import { failure } from '../../../base/errors.ts';
import type { Driver } from '../../../inventory/driver.ts';
import { priceOf, readPriceTable } from '../../../providers/ec2/price-table.ts';
import type { Ec2Attributes } from './ec2-attributes.ts';
import { ec2Configuration } from './ec2-configuration.ts';
import { exactDollars, expensesOf, totalOf } from './ec2-expense.ts';

/** A manager that spends. */
export interface Ec2Spender extends Driver {
  budgetOf(): Promise<number | null>;
}

/** What a server will cost per hour, in dollars; undefined when nobody knows. */
export async function priceFor(thing: Driver, attributes: Ec2Attributes): Promise<number | undefined> {
  if (attributes.price !== undefined) return attributes.price;
  if (attributes.type === undefined) return undefined;
  const prices = await readPriceTable(ec2Configuration(thing.inventory).priceFile);
  return priceOf(prices, attributes.region, attributes.type);
}

/**
 * That a manager can pay for one more server: to be asked in the transaction that writes down that it will.
 * @throws EC2_BUDGET_EXCEEDED, EC2_PRICE_UNKNOWN
 */
export async function requireBudget(
  manager: Ec2Spender,
  thing: Driver,
  { region, type }: Ec2Attributes,
  price: number | undefined,
): Promise<void> {
  const budget = await manager.budgetOf();
  if (budget === null) return;
  if (price === undefined) throw failure('EC2_PRICE_UNKNOWN', { type, region, manager });
  const left = exactDollars(budget - totalOf(await expensesOf(manager)));
  if (price > left) throw failure('EC2_BUDGET_EXCEEDED', { thing, price, budget, manager, left: Math.max(left, 0) });
}
