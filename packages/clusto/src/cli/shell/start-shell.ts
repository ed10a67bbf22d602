import { type Clusto } from '../../operations/clusto.ts';
export async function startShell(_clusto: Clusto, _file?: string): Promise<void> {}
