import { enableCompileCache } from 'node:module';
enableCompileCache();
const { connect } = await import('clusto');
await (await connect()).close();
