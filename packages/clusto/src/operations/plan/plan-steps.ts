import { type AttributeSlot } from './attribute-slot.ts';
import { type Where } from './entry-problem.ts';
import { type DeclaredValue } from './file-value.ts';
import { type LiveAttribute, type LiveClaim } from './live-entity.ts';
import { type CableEnd, type WantedAllocation, type WantedCable, type WantedPlace } from './wanted-state.ts';

/** An entity that is to be created. */
export interface CreateStep {
  readonly name: string;
  readonly driver: string;
  readonly where: Where;
}

/** Values that are to be in the place of others. */
export interface AttributeStep extends AttributeSlot {
  readonly entity: string;
  readonly ended: readonly LiveAttribute[];
  readonly values: readonly DeclaredValue[];
  readonly where: Where;
}

/** What is to be done, in the order in which it is done. */
export class PlanSteps {
  // ---- what goes
  readonly disconnects: CableEnd[] = [];
  readonly releases: { readonly entity: string; readonly claims: readonly LiveClaim[] }[] = [];
  readonly removals: { readonly container: string; readonly member: string; readonly where: Where | undefined }[] = [];
  readonly unset: { readonly entity: string; readonly rows: readonly LiveAttribute[] }[] = [];
  readonly deletes: string[] = [];
  // ---- what comes
  readonly creates: CreateStep[] = [];
  readonly drivers: CreateStep[] = [];
  readonly attributes: AttributeStep[] = [];
  readonly places: WantedPlace[] = [];
  readonly allocations: { readonly entity: string; readonly allocation: WantedAllocation }[] = [];
  readonly cables: WantedCable[] = [];

  get count(): number {
    return Object.values(this).reduce((sum: number, list: readonly unknown[]) => sum + list.length, 0);
  }
}
