import { Buffer } from 'node:buffer';
import fc from 'fast-check';

/** Bytes that lengths and types are rarely meant to have. */
const edges = [0, 1, 2, 3, 4, 8, 52, 82, 127, 128, 254, 255];
const part = fc.double({ min: 0, max: 1, noNaN: true });

/** One thing that is done to a packet. */
type Mutation = (bytes: Buffer) => Buffer;

const at = (bytes: Buffer, where: number): number => Math.min(Math.floor(where * bytes.length), bytes.length - 1);
const slice = (bytes: Buffer, one: number, other: number): [number, number] => {
  const [from, to] = [at(bytes, Math.min(one, other)), at(bytes, Math.max(one, other))];
  return [from, to];
};

const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.tuple(part, fc.constantFrom(...edges)).map(([where, value]) => (bytes: Buffer) => {
    bytes[at(bytes, where)] = value;
    return bytes;
  }),
  fc.tuple(part, fc.nat({ max: 7 })).map(([where, bit]) => (bytes: Buffer) => {
    const place = at(bytes, where);
    bytes[place] = (bytes[place] as number) ^ (1 << bit);
    return bytes;
  }),
  part.map((where) => (bytes: Buffer) => bytes.subarray(0, at(bytes, where))),
  fc.tuple(part, part).map(([one, other]) => (bytes: Buffer) => {
    const [from, to] = slice(bytes, one, other);
    return Buffer.concat([bytes.subarray(0, to), bytes.subarray(from)]);
  }),
  fc.tuple(part, part, fc.constantFrom(0, 255)).map(([one, other, value]) => (bytes: Buffer) => {
    bytes.fill(value, ...slice(bytes, one, other));
    return bytes;
  }),
  fc.uint8Array({ maxLength: 64 }).map((more) => (bytes: Buffer) => Buffer.concat([bytes, more])),
);

const largest = 65_000;

/** Packets made of valid ones, each with a few things wrong; the same each time. */
export function mutated(valid: readonly Uint8Array[], count: number, seed = 20_261_128): Buffer[] {
  const packets = fc
    .tuple(fc.constantFrom(...valid), fc.array(mutation, { minLength: 1, maxLength: 4 }))
    .map(([bytes, mutations]) =>
      mutations.reduce<Buffer>(
        (all, mutate) => (all.length === 0 ? all : mutate(all).subarray(0, largest)),
        Buffer.from(bytes),
      ),
    );
  return fc.sample(packets, { seed, numRuns: count });
}
