// Does one operation of one machine in a process of its own, which a client of libvirt kills on the way.
import { connect } from 'clusto';
import { isVirtualMachine } from 'clusto/drivers';

const [dsn, config, name, operation] = process.argv.slice(2) as [string, string, string, 'vmCreate' | 'vmDelete'];
await using clusto = await connect({ dsn, config, plugins: [] });
const machine = await clusto.getByName(name);
if (!isVirtualMachine(machine)) throw new Error(`${name} is no virtual machine`);
await machine[operation]();
