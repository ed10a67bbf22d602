import { expensesOf, totalOf } from '../drivers/machines/ec2/ec2-expense.ts';
import { chooseEc2Manager, ec2Managers } from '../drivers/machines/ec2/choose-ec2-manager.ts';
import { type EC2VMManager } from '../drivers/machines/ec2/ec2-vm-manager.ts';
import { type Clusto } from './clusto.ts';

/** What an EC2 manager spends, in US dollars per hour. */
export interface Ec2Spending {
  readonly manager: string;
  /** Null: no limit. */
  readonly budget: number | null;
  readonly spent: number;
  /** Null without a budget. */
  readonly left: number | null;
  /** How many servers there are whose price nobody knows. */
  readonly unknown: number;
  readonly servers: readonly {
    readonly name: string;
    /** Null while it is being launched. */
    readonly instance: string | null;
    readonly price: number | null;
  }[];
}

/** What a manager spends, most expensive first. */
async function ec2Spending(manager: EC2VMManager): Promise<Ec2Spending> {
  const expenses = await expensesOf(manager);
  const budget = await manager.budgetOf();
  const spent = totalOf(expenses);
  return {
    manager: manager.name,
    budget,
    spent,
    left: budget === null ? null : Math.round((budget - spent) * 1e6) / 1e6,
    unknown: expenses.filter(({ price }) => price === null).length,
    servers: expenses
      .map(({ machine, instance, price }) => ({ name: machine.name, instance, price }))
      .toSorted((one, other) => (other.price ?? 0) - (one.price ?? 0) || (one.name < other.name ? -1 : 1)),
  };
}

/** What one manager spends, or each of all. @throws ENTITY_NOT_FOUND, ENTITY_WRONG_DRIVER */
export async function ec2Spendings(inventory: Clusto, manager?: string): Promise<Ec2Spending[]> {
  const managers = manager === undefined ? await ec2Managers(inventory) : [await chooseEc2Manager(inventory, manager)];
  return Promise.all(managers.map(ec2Spending));
}
