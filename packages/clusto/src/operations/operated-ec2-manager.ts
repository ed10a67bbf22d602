import { chooseEc2Manager } from '../drivers/machines/ec2/choose-ec2-manager.ts';
import { type EC2VMManager } from '../drivers/machines/ec2/ec2-vm-manager.ts';
import { requireRight } from './access/require-right.ts';
import { type Clusto } from './clusto.ts';

/** The EC2 manager that is meant, with whose keys EC2 is asked. @throws FORBIDDEN unless it may be operated; as `chooseEc2Manager` */
export async function operatedEc2Manager(inventory: Clusto, name: string | undefined): Promise<EC2VMManager> {
  const manager = await chooseEc2Manager(inventory, name);
  await requireRight(inventory, 'operate', [manager]);
  return manager;
}
