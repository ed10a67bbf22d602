import type { Clusto } from '../clusto.ts';
import { rehearse } from '../rehearse.ts';
import { describeMachine, type MachineDescription } from './describe-machine.ts';
import { type MachineParams, planMachine } from './machine-plan.ts';
import { recordMachine } from './record-machine.ts';

/** What would be created, chosen and checked as it would be, and not done. @throws as `planMachine` and `recordMachine` */
export async function planMachines(
  inventory: Clusto,
  params: MachineParams,
  count: number,
): Promise<MachineDescription[]> {
  const plan = await planMachine(inventory, params);
  return rehearse(inventory, async () => {
    const machines: MachineDescription[] = [];
    for (let made = 0; made < count; made += 1) {
      const { machine } = await recordMachine(inventory, plan, {});
      machines.push({ ...(await describeMachine(machine)), unfinished: null });
    }
    return machines;
  });
}
