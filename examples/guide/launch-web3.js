const myec2 = await getByName('myec2');
await myec2.allocate(await getByName('web3'));
