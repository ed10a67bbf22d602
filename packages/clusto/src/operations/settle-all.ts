import { ClustoException } from '../base/errors.ts';
import { type Driver } from '../inventory/driver.ts';

/** What came of one thing, or why nothing did. */
export type Settled<Value> =
  | { readonly thing: Driver; readonly value: Value; readonly error?: undefined }
  | { readonly thing: Driver; readonly value?: undefined; readonly error: ClustoException };

/** How many are asked at a time. */
const atOnce = 16;

/** Asks something of each thing, several at a time, in their order. One that is refused stops no other. */
export async function settleAll<Value>(
  things: readonly Driver[],
  ask: (thing: Driver) => Promise<Value>,
): Promise<Settled<Value>[]> {
  const settled: Settled<Value>[] = [];
  const queue = things.entries();
  const work = async (): Promise<void> => {
    for (const [index, thing] of queue) settled[index] = await settle(thing, ask);
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return settled;
}

/** Asks something of one thing. */
export async function settle<Value>(thing: Driver, ask: (thing: Driver) => Promise<Value>): Promise<Settled<Value>> {
  try {
    return { thing, value: await ask(thing) };
  } catch (error) {
    if (error instanceof ClustoException) return { thing, error };
    throw error;
  }
}
