import { EC2VirtualServer } from '../drivers/machines/ec2/ec2-virtual-server.ts';
import { requireRight } from './access/require-right.ts';
import { type Clusto } from './clusto.ts';

/** What a server has written to its console. @throws ENTITY_NOT_FOUND, ENTITY_WRONG_DRIVER, FORBIDDEN, EC2_NOT_LAUNCHED, and what EC2 says */
export async function ec2Console(
  inventory: Clusto,
  name: string,
  options: { readonly signal?: AbortSignal | undefined } = {},
): Promise<string> {
  const server = await inventory.getByName(name, EC2VirtualServer);
  await requireRight(inventory, 'operate', [server]);
  return server.console(options);
}
