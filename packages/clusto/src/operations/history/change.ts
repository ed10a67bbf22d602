import { type Scalar } from '../../base/values.ts';
import { valueAsText } from '../value-as-text.ts';

/** An entity as it was called and of which kind it was when it was changed. */
export interface ChangedEntity {
  readonly id: number;
  readonly name: string;
  readonly type: string;
  readonly driver: string;
}

/** Which attribute of an entity. */
export interface ChangedAttribute {
  readonly key: string;
  readonly subkey: string | null;
  readonly number: number | null;
}

/** One end of a cable. */
export interface ChangedPort {
  readonly entity: ChangedEntity;
  /** As `nic-eth`. */
  readonly port: string;
  readonly number: number | null;
}

/**
 * A value as a change shows it: a relation is the name of its entity, and what is secret is `(secret)`; null is the value
 * null, of the datatype json.
 */
export type ChangedValue = Scalar;

/** A value, with the entity that it is where it is a relation. */
export interface ValueAndEntity {
  readonly value: ChangedValue;
  readonly related?: ChangedEntity;
}

/** One thing that was changed, seen from the entity that it was changed of. */
export type Change = { readonly entity: ChangedEntity } & (
  | { readonly kind: 'created' | 'deleted' }
  | { readonly kind: 'renamed' | 'driver'; readonly before: string; readonly after: string }
  | ({ readonly kind: 'added' | 'removed'; readonly attribute: ChangedAttribute } & ValueAndEntity)
  | {
      readonly kind: 'changed';
      readonly attribute: ChangedAttribute;
      readonly before: ChangedValue;
      readonly after: ChangedValue;
      readonly relatedBefore?: ChangedEntity;
      readonly relatedAfter?: ChangedEntity;
    }
  /** Put into a container, or taken out; `units` are rack units, if there are any. */
  | { readonly kind: 'in' | 'out'; readonly container: ChangedEntity; readonly units: readonly number[] }
  | { readonly kind: 'connected' | 'disconnected'; readonly from: ChangedPort; readonly to: ChangedPort }
  /** A resource, such as an address, was given to it or taken back. */
  | ({
      readonly kind: 'allocated' | 'released';
      readonly attribute: ChangedAttribute;
      readonly manager: ChangedEntity;
      /** What is kept beside the resource and its manager, if anything is: the memory of a machine on a host, or until when. */
      readonly beside?: readonly ({ readonly attribute: ChangedAttribute } & ValueAndEntity)[];
    } & ValueAndEntity)
);

/** Every entity that a change is of: its own, the container, both ends of a cable, who gave a resource out. */
export function entitiesOfChange(change: Change): readonly ChangedEntity[] {
  switch (change.kind) {
    case 'in':
    case 'out':
      return [change.entity, change.container];
    case 'connected':
    case 'disconnected':
      return [change.from.entity, change.to.entity];
    case 'allocated':
    case 'released':
      return [change.entity, change.manager];
    default:
      return [change.entity];
  }
}

/** What a change did to what there is. */
export type ChangeSign = '+' | '-' | '~';

const signs: Readonly<Record<Change['kind'], ChangeSign>> = {
  created: '+',
  deleted: '-',
  renamed: '~',
  driver: '~',
  added: '+',
  removed: '-',
  changed: '~',
  in: '+',
  out: '-',
  connected: '+',
  disconnected: '-',
  allocated: '+',
  released: '-',
};

export function signOf({ kind }: Change): ChangeSign {
  return signs[kind];
}

/** `key.subkey:number`, as the search language writes it. */
export function attributeAsText({ key, subkey, number }: ChangedAttribute): string {
  return `${key}${subkey === null ? '' : `.${subkey}`}${number === null ? '' : `:${number}`}`;
}

const portAsText = ({ entity, port, number }: ChangedPort): string => `${entity.name} ${port} ${number ?? '?'}`;
const unitsAsText = (units: readonly number[]): string =>
  units.length === 0 ? '' : `, unit${units.length > 1 ? 's' : ''} ${units.join(', ')}`;

/** What was changed of the entity, in words that follow its name. */
export function changeAsText(change: Change): string {
  switch (change.kind) {
    case 'created':
    case 'deleted':
      return `${change.kind} (${change.entity.driver})`;
    case 'renamed':
      return `name: ${change.before} -> ${change.after}`;
    case 'driver':
      return `driver: ${change.before} -> ${change.after}`;
    case 'added':
    case 'removed':
      return `${attributeAsText(change.attribute)} = ${valueAsText(change.value)}`;
    case 'changed':
      return `${attributeAsText(change.attribute)}: ${valueAsText(change.before)} -> ${valueAsText(change.after)}`;
    case 'in':
      return `in ${change.container.name}${unitsAsText(change.units)}`;
    case 'out':
      return `out of ${change.container.name}${unitsAsText(change.units)}`;
    case 'connected':
    case 'disconnected':
      return `${change.from.port} ${change.from.number ?? '?'} ${change.kind === 'connected' ? 'to' : 'off'} ${portAsText(change.to)}`;
    default:
      return `${attributeAsText(change.attribute)} = ${valueAsText(change.value)} ${change.kind === 'allocated' ? 'from' : 'back to'} ${change.manager.name}`;
  }
}
