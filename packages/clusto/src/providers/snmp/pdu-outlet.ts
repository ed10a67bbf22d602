import { failure } from '../../base/errors.ts';
import { modelOfObjectId, type OutletStateModel, type PduModel, pduModels } from './pdu-models.ts';
import { SnmpSession, type SnmpValue } from './snmp-session.ts';
import type { SnmpTarget } from './snmp-target.ts';

/** `SNMPv2-MIB::sysObjectID.0`, RFC 3418. */
const sysObjectId = '1.3.6.1.2.1.1.2.0';

/** An outlet as the strip knows it. */
export interface PduOutlet {
  readonly model: PduModel;
  /** `aa1`, or its number. */
  readonly name: string;
  /** What stands behind a column to make it the OID of this outlet. */
  readonly index: string;
}

export interface PduOptions {
  /** The name of the model, when the strip is not to be asked. */
  readonly model?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Finds out how an outlet is spoken to, by reading only.
 * @param name the name or the number of the outlet
 * @throws HARDWARE_SETTING_INVALID for a model that is not known, PDU_MODEL_UNKNOWN, PDU_OUTLET_UNKNOWN, and as
 * `SnmpSession.get`
 */
export async function findOutlet(
  pdu: SnmpTarget,
  name: string,
  { model: wanted, signal }: PduOptions = {},
): Promise<PduOutlet> {
  using session = await SnmpSession.create(pdu, signal);
  const model = wanted === undefined ? await askModel(session, pdu) : namedModel(pdu, wanted);
  const index =
    'prefix' in model.index ? `${model.index.prefix}${name}` : await askIndex(session, model.index.nameColumn, name);
  if (index === undefined) throw failure('PDU_OUTLET_UNKNOWN', { pdu: pdu.name, outlet: name });
  return { model, name, index };
}

function namedModel(pdu: SnmpTarget, wanted: string): PduModel {
  const model = pduModels.find(({ name }) => name === wanted);
  if (model !== undefined) return model;
  const expected = `one of ${pduModels.map(({ name }) => name).join(', ')}`;
  throw failure('HARDWARE_SETTING_INVALID', { setting: 'snmp.model', thing: pdu.name, value: wanted, expected });
}

async function askModel(session: SnmpSession, pdu: SnmpTarget): Promise<PduModel> {
  const objectId = textOf(await session.get(sysObjectId));
  const model = modelOfObjectId(objectId);
  if (model === undefined) throw failure('PDU_MODEL_UNKNOWN', { pdu: pdu.name, objectid: objectId });
  return model;
}

async function askIndex(session: SnmpSession, column: string, name: string): Promise<string | undefined> {
  const rows = await session.walk(column);
  // a strip may write its names with a dot before them, and in capitals
  const row = rows.find(({ value }) => textOf(value).toLowerCase().replace(/^\./, '') === name);
  return row?.oid.slice(column.length + 1);
}

const textOf = (value: SnmpValue | undefined): string => (value === undefined ? 'none' : value.toString());

/** What the strip says of an outlet. @throws PDU_OUTLET_UNKNOWN, and as `SnmpSession.get` */
export async function readOutlet(
  pdu: SnmpTarget,
  { model, name, index }: PduOutlet,
  signal?: AbortSignal,
): Promise<OutletStateModel> {
  using session = await SnmpSession.create(pdu, signal);
  const value = await session.get(`${model.state}.${index}`);
  if (value === undefined) throw failure('PDU_OUTLET_UNKNOWN', { pdu: pdu.name, outlet: name });
  return model.states[Number(value)] ?? { name: `state ${textOf(value)}`, state: 'unknown' };
}

/** One thing that is set to switch an outlet. */
export interface OutletCommand {
  readonly action: 'on' | 'off' | 'reboot';
  readonly oid: string;
  readonly value: number;
}

/**
 * What has to be set for an action, given the state that the outlet is in. A reboot of an outlet that is off is switching
 * it on (behaviour spec section 15).
 * @throws PDU_OUTLET_REFUSED when it is locked, and for a reboot in a state in which it is neither on nor off
 */
export function outletCommand(
  pdu: SnmpTarget,
  { model, name, index }: PduOutlet,
  action: OutletCommand['action'],
  { name: state, isLocked, reboot }: OutletStateModel,
): OutletCommand {
  const sent = action === 'reboot' ? reboot : action;
  if (isLocked === true || sent === undefined)
    throw failure('PDU_OUTLET_REFUSED', { outlet: name, pdu: pdu.name, action, state });
  return { action: sent, oid: `${model.control}.${index}`, value: model.values[sent] };
}

/**
 * Switches an outlet. A reboot is sent once only: sent again it would be a second one.
 * @throws PDU_ECHO_DIFFERS when the strip says that something else is set now, and as `SnmpSession.set`
 */
export async function switchOutlet(
  pdu: SnmpTarget,
  { name }: PduOutlet,
  { action, oid, value }: OutletCommand,
  signal?: AbortSignal,
): Promise<void> {
  using session = await SnmpSession.create(pdu, signal);
  const answer = await session.set(oid, value, { once: action === 'reboot' });
  if (answer !== value)
    throw failure('PDU_ECHO_DIFFERS', { pdu: pdu.name, outlet: name, action, value, answer: textOf(answer) });
}
