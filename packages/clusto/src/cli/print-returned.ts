import { type Returned } from '../operations/allocate/give-back.ts';
import { print, printJson } from './print.ts';

function returnedAsText({ name, deleted, addresses, pools, pool }: Returned): string {
  const parts = [
    ...(addresses.length > 0 ? [`addresses ${addresses.join(', ')}`] : []),
    ...(pools.length > 0 ? [`out of ${pools.join(', ')}`] : []),
    ...(deleted ? ['deleted'] : pool === null ? [] : [`back in ${pool}`]),
  ];
  return `${name}: ${parts.length === 0 ? 'nothing to give back' : parts.join('; ')}`;
}

/** Prints what was given back, a line for each server. */
export function printReturned(returned: readonly Returned[], { json }: { readonly json?: boolean }): void {
  if (json === true) printJson(returned);
  else if (returned.length > 0) print(returned.map(returnedAsText).join('\n'));
}
