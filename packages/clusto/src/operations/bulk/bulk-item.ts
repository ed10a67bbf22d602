import { type ValueType } from '../read-value.ts';

interface Named {
  readonly entity: string;
  readonly key: string;
  readonly subkey?: string | null;
}

interface Written extends Named {
  /** As JSON has it. */
  readonly value: unknown;
  readonly datatype?: Exclude<ValueType, 'auto'>;
}

/** One of many changes. */
export type BulkItem =
  | {
      readonly do: 'create';
      readonly name: string;
      readonly driver: string;
      readonly properties?: Readonly<Record<string, unknown>>;
      readonly container?: string;
      readonly unit?: number;
    }
  | { readonly do: 'rename'; readonly entity: string; readonly name: string }
  | { readonly do: 'change-driver'; readonly entity: string; readonly driver: string }
  | { readonly do: 'delete'; readonly entity: string }
  | ({ readonly do: 'add-attribute'; readonly number?: number | boolean | null } & Written)
  | ({ readonly do: 'set-attribute'; readonly number?: number | null } & Written)
  | ({ readonly do: 'delete-attribute'; readonly number?: number } & Named)
  | { readonly do: 'insert' | 'remove'; readonly entity: string; readonly member: string };
