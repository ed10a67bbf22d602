import type { ArgumentsOf, CallArguments } from '../../api/arguments/call-arguments.ts';
import type { ToldDate, ToldEntity } from '../../api/arguments/told.ts';
import type { Driver } from '../../inventory/driver.ts';
import type { GivenTo } from './call.ts';
import type { VerbName } from './verbs.ts';

/** What does not go over a wire. */
type Local = ((...given: never[]) => unknown) | AbortSignal;

/** The fields that are told. */
type ToldFields<Value> = {
  -readonly [Name in keyof Value as Exclude<Value[Name], undefined> extends Local ? never : Name]: Told<
    Exclude<Value[Name], undefined>
  >;
};

/** A type as far as it is told, without what makes no difference to the wire. */
type Told<Value> = unknown extends Value
  ? unknown
  : Value extends ToldEntity | Driver
    ? ToldEntity
    : Value extends ToldDate | Date
      ? ToldDate
      : Value extends readonly (infer Item)[]
        ? Told<Item>[]
        : Value extends object
          ? keyof ToldFields<Value> extends never
            ? object
            : ToldFields<Value>
          : Value;

/** Each argument by itself, whatever it is called. */
type Each<Given extends readonly unknown[]> = Given extends readonly [infer First, ...infer Rest]
  ? [Told<First>, ...Each<Rest>]
  : Given extends readonly []
    ? []
    : ['an argument that may be left out'];

// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- whether two such functions are the same type tells whether these are
type Same<One, Other> = (<T>() => T extends One ? 1 : 2) extends <T>() => T extends Other ? 1 : 2 ? true : false;

/** A schema, if it says of an operation what the operation takes. */
type Agreeing<Name extends VerbName> = Name extends keyof CallArguments
  ? Same<Each<ArgumentsOf<Name>>, Each<GivenTo<Name>>> extends true
    ? CallArguments[Name]
    : { readonly told: Each<ArgumentsOf<Name>>; readonly taken: Each<GivenTo<Name>> }
  : 'there is no schema';

/** What each operation takes, held against the types of its parameters: a field more or less does not compile. */
export type VerbArguments = { readonly [Name in VerbName]: Agreeing<Name> } & {
  readonly [Name in Exclude<keyof CallArguments, VerbName>]: 'there is no such operation';
};
