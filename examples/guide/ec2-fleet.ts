// Servers at EC2: launched, looked at, guarded, terminated.
import { connect, EC2VMManagerException } from 'clusto';
import { EC2VirtualServer, EC2VMManager, IPManager, Pool } from 'clusto/drivers';

await using clusto = await connect();
// #region manager
const ec2manager = await clusto.create(EC2VMManager, 'myec2', {
  aws_access_key_id: 'env:AWS_ACCESS_KEY_ID',
  aws_secret_access_key: 'env:AWS_SECRET_ACCESS_KEY',
});
// #endregion
// #region launch
const vserver = await clusto.create(EC2VirtualServer, 'v01');
await vserver.addAttr({ key: 'aws', subkey: 'ec2_instance_type', value: 'm1.small' });
await vserver.addAttr({ key: 'aws', subkey: 'ec2_region', value: 'eu-west-1' });
await vserver.addAttr({ key: 'aws', subkey: 'ec2_ami', value: 'ami-cf4d67bb' });

await ec2manager.allocate(vserver);

await vserver.getState(); // 'pending', then 'running', as EC2 says
await vserver.getIps(); // the private and the public address
// #endregion
// #region guard
await vserver.setAttr({ key: 'aws', subkey: 'ec2_allow_termination', value: false });
try {
  await ec2manager.deallocate(vserver);
} catch (error) {
  if (!(error instanceof EC2VMManagerException)) throw error;
  console.log(`${error.name}: ${error.message}`); // EC2VMManagerException: Not Allowed to terminate v01.
}
await vserver.setAttr({ key: 'aws', subkey: 'ec2_allow_termination', value: true });
await ec2manager.deallocate(vserver); // terminates the instance at EC2
// #endregion
// #region pool
const web = await clusto.create(Pool, 'web');
await web.setAttr({ key: 'aws', subkey: 'ec2_region', value: 'eu-west-1' });
await web.setAttr({ key: 'aws', subkey: 'ec2_ami', value: 'ami-cf4d67bb' });
await web.setAttr({ key: 'aws', subkey: 'ec2_instance_type', value: 't3.micro' });
await web.setAttr({ key: 'site', subkey: 'domain', value: 'example.com' });
const userData = '#cloud-config\nfqdn: {{ clusto.name }}.{{ clusto.attributes.site.domain }}\n';
await web.setAttr({ key: 'aws', subkey: 'ec2_user_data', value: userData });
for (const name of ['web1', 'web2']) {
  const server = await clusto.create(EC2VirtualServer, name);
  await web.insert(server);
  await ec2manager.allocate(server);
}
// #endregion
// #region addresses
await clusto.create(IPManager, 'ec2-private', { baseip: '10.0.0.0', netmask: '255.0.0.0' });
await clusto.create(IPManager, 'ec2-public', { baseip: '54.0.0.0', netmask: '255.0.0.0' });
const web1 = await clusto.getByName('web1', EC2VirtualServer);
await web1.updateMetadata({ wait: true }); // binds the private address to nic-eth0, the public one to ext-eth0
// #endregion
// #region all
for await (const { resource, state } of ec2manager.getAllEc2InstanceResources())
  console.log(resource.instance_id, resource.placement, state);
// #endregion
