import type { PowerState } from '../power-state.ts';

/** What a power strip says of an outlet. */
export interface OutletStateModel {
  /** In the words of its MIB. */
  readonly name: string;
  readonly state: PowerState;
  /** What a reboot sends in this state; nothing where it is refused. */
  readonly reboot?: 'on' | 'reboot';
  /** It is not to be switched. */
  readonly isLocked?: true;
}

/** How an outlet is found: by its number as the last part of the OID, or by its name in a column of the table. */
type OutletIndex = { readonly prefix: string } | { readonly nameColumn: string };

/** A family of power strips, as its MIB has it. */
export interface PduModel {
  /** What the attribute `snmp.model` calls it. */
  readonly name: string;
  /** The beginnings of `sysObjectID` by which it is known. */
  readonly objectIds: readonly string[];
  readonly index: OutletIndex;
  /** The column that is set. */
  readonly control: string;
  readonly values: { readonly on: number; readonly off: number; readonly reboot: number };
  /** The column that is read. */
  readonly state: string;
  readonly states: Readonly<Record<number, OutletStateModel>>;
}

const apc = '1.3.6.1.4.1.318';
const apcValues = { on: 1, off: 2, reboot: 3 };
const apcStates: PduModel['states'] = {
  1: { name: 'on', state: 'on', reboot: 'reboot' },
  2: { name: 'off', state: 'off', reboot: 'on' },
  // the answer of older cards after a reboot, until the outlet is on again
  3: { name: 'rebooting', state: 'unknown' },
  4: { name: 'unknown', state: 'unknown' },
};

const sentry3 = '1.3.6.1.4.1.1718.3';
const raritan = '1.3.6.1.4.1.13742.6';

/**
 * The families of power strips that can be switched. Numbers differ between them, and some have them the other way
 * round, so that nothing is assumed: what is not here is an error, until the attribute `snmp.model` names one.
 *
 * Sources: Sentry3-MIB (outletControlAction, outletControlState; behaviour spec section 15), PowerNet-MIB (sPDUOutletCtl,
 * rPDUOutletControlOutletCommand, rPDU2OutletSwitchedControlCommand, rPDU2OutletSwitchedStatusState), PDU2-MIB
 * (switchingOperation, outletSwitchingState).
 */
export const pduModels: readonly PduModel[] = [
  {
    name: 'sentry3',
    objectIds: [sentry3],
    index: { nameColumn: `${sentry3}.2.3.1.2` },
    control: `${sentry3}.2.3.1.11`,
    values: { on: 1, off: 2, reboot: 3 },
    state: `${sentry3}.2.3.1.10`,
    states: {
      0: { name: 'idleOff', state: 'off' },
      1: { name: 'idleOn', state: 'on', reboot: 'reboot' },
      2: { name: 'wakeOff', state: 'off' },
      3: { name: 'wakeOn', state: 'on', reboot: 'reboot' },
      4: { name: 'off', state: 'off', reboot: 'on' },
      5: { name: 'on', state: 'on', reboot: 'reboot' },
      // the original left 7 out, and so read all that follow wrongly
      6: { name: 'lockedOff', state: 'off', isLocked: true },
      7: { name: 'lockedOn', state: 'on', isLocked: true },
      8: { name: 'reboot', state: 'unknown' },
      9: { name: 'shutdown', state: 'unknown' },
      10: { name: 'pendOn', state: 'unknown' },
      11: { name: 'pendOff', state: 'unknown' },
      12: { name: 'minimumOff', state: 'off' },
      13: { name: 'minimumOn', state: 'on' },
      14: { name: 'eventOff', state: 'off' },
      15: { name: 'eventOn', state: 'on' },
      16: { name: 'eventReboot', state: 'unknown' },
      17: { name: 'eventShutdown', state: 'unknown' },
    },
  },
  {
    name: 'apc-rpdu2',
    objectIds: [`${apc}.1.3.4.6`],
    index: { prefix: '' },
    control: `${apc}.1.1.26.9.2.4.1.5`,
    values: apcValues,
    // here the numbers of state and control differ
    state: `${apc}.1.1.26.9.2.3.1.5`,
    states: {
      1: { name: 'off', state: 'off', reboot: 'on' },
      2: { name: 'on', state: 'on', reboot: 'reboot' },
    },
  },
  {
    name: 'apc-rpdu',
    objectIds: [`${apc}.1.3.4.5`],
    index: { prefix: '' },
    control: `${apc}.1.1.12.3.3.1.1.4`,
    values: apcValues,
    state: `${apc}.1.1.12.3.5.1.1.4`,
    states: apcStates,
  },
  {
    name: 'apc-masterswitch',
    objectIds: [1, 2, 3].map((generation) => `${apc}.1.3.4.${generation}`),
    index: { prefix: '' },
    control: `${apc}.1.1.4.4.2.1.3`,
    values: apcValues,
    state: `${apc}.1.1.4.4.2.1.3`,
    states: apcStates,
  },
  {
    name: 'raritan-pdu2',
    objectIds: [raritan],
    // the first strip of a chain
    index: { prefix: '1.' },
    control: `${raritan}.4.1.2.1.2`,
    values: { on: 1, off: 0, reboot: 2 },
    state: `${raritan}.4.1.2.1.3`,
    states: {
      7: { name: 'on', state: 'on', reboot: 'reboot' },
      8: { name: 'off', state: 'off', reboot: 'on' },
    },
  },
];

/** The family that a `sysObjectID` belongs to. */
export function modelOfObjectId(objectId: string): PduModel | undefined {
  return pduModels.find(({ objectIds }) => objectIds.some((start) => `${objectId}.`.startsWith(`${start}.`)));
}
