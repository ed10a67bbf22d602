// A process that is killed in the middle of what it does at EC2: `ec2-victim.ts DSN ENDPOINT allocate|deallocate`.
import { builtInDrivers } from '../../packages/clusto/src/drivers/built-in-drivers.ts';
import { EC2VirtualServer } from '../../packages/clusto/src/drivers/machines/ec2/ec2-virtual-server.ts';
import { EC2VMManager } from '../../packages/clusto/src/drivers/machines/ec2/ec2-vm-manager.ts';
import { openParts } from '../../packages/clusto/src/inventory/open.ts';
import { Session } from '../../packages/clusto/src/inventory/session.ts';

const [dsn = '', endpoint, action] = process.argv.slice(2);
const secrets = { environment: process.env };
const settings = { ec2: { endpoint, poll: 1 }, secrets };
const parts = await openParts({ dsn, drivers: builtInDrivers, actor: 'victim', source: 'test', settings });
const clusto = new Session(parts);
const manager = await clusto.getByName('myec2', EC2VMManager);
const server = await clusto.getByName('v01', EC2VirtualServer);
await (action === 'allocate' ? manager.allocate(server) : manager.deallocate(server));
await clusto.close();
