import { Buffer } from 'node:buffer';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import * as snmp from 'net-snmp';
import { v3User } from '../../packages/clusto/src/providers/snmp/snmp-session.ts';
import type { SnmpLogin } from '../../packages/clusto/src/providers/snmp/snmp-target.ts';
import { encodeMacNotification, type MacNotification } from '../../packages/clusto/src/wire/snmp/mac-notification.ts';

/** `cmnMacChangedNotification`, of version 1 the enterprise. */
export const macTrap = '1.3.6.1.4.1.9.9.215.2.0.1';
const macChanged = '1.3.6.1.4.1.9.9.215.1.1.8.1.2.1';

/** The object that a switch sends of MAC addresses. */
export const macVarbind = (...entries: MacNotification[]): snmp.Varbind => ({
  oid: macChanged,
  type: snmp.ObjectType.OctetString,
  value: Buffer.from(encodeMacNotification(entries)),
});

function open(port: number, login: SnmpLogin, timeout: number): snmp.Session {
  const options = { port, trapPort: port, timeout, retries: 0, idBitsSize: 32 } as const;
  if (login.version === 3) return snmp.createV3Session('127.0.0.1', v3User(snmp, login), options);
  return snmp.createSession('127.0.0.1', login.community, { ...options, version: login.version === 1 ? 0 : 1 });
}

/** Sends a trap from this machine. */
export async function sendTrap(
  port: number,
  login: SnmpLogin,
  varbinds: snmp.Varbind[],
  trap: string | number = macTrap,
): Promise<void> {
  const session = open(port, login, 0);
  try {
    await new Promise<void>((resolve, reject) => {
      session.trap(trap, varbinds, (error) => (error ? reject(error) : resolve()));
    });
  } finally {
    session.close();
  }
}

/** A trap as it is sent. */
export async function trapBytes(login: SnmpLogin, varbinds: snmp.Varbind[]): Promise<Buffer> {
  const socket = createSocket('udp4');
  await once(socket.bind(0, '127.0.0.1'), 'listening');
  try {
    const received = once(socket, 'message') as Promise<[Buffer]>;
    await sendTrap(socket.address().port, login, varbinds);
    const [bytes] = await received;
    return bytes;
  } finally {
    socket.close();
  }
}

/** Sends an inform. @param timeout in milliseconds @returns whether it was acknowledged within that time */
export async function sendInform(
  port: number,
  login: SnmpLogin,
  varbinds: snmp.Varbind[],
  timeout = 10_000,
): Promise<boolean> {
  const session = open(port, login, timeout);
  try {
    return await new Promise<boolean>((resolve) => {
      session.inform(macTrap, varbinds, (error) => resolve(!error));
    });
  } finally {
    session.close();
  }
}
