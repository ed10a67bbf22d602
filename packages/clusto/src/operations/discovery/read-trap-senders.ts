import { failure } from '../../base/errors.ts';
import { readSecret, type SecretHome } from '../../inventory/read-secret.ts';
import { snmpAuthProtocols, snmpPrivProtocols, type SnmpUser } from '../../providers/snmp/snmp-target.ts';
import type { TrapSenders } from '../../providers/snmp/trap-listener.ts';

/** Who may send traps, as a configuration says it; a secret can be `env:NAME` or `file:/path`. */
export interface TrapSenderTexts {
  readonly communities?: readonly string[] | undefined;
  /** `NAME AUTHENTICATION SECRET [PRIVACY SECRET]`, as `createUser` of snmptrapd.conf has them. */
  readonly users?: readonly string[] | undefined;
}

/** RFC 3414 section 11.2: passwords are no shorter. */
const shortest = 8;

function oneOf<Word extends string>(known: readonly Word[], word: string | undefined): Word | undefined {
  return known.find((one) => one === word?.toLowerCase().replace('-', ''));
}

function readUser(home: SecretHome, text: string): SnmpUser {
  const [user = '', auth, authSecret, priv, privSecret, ...more] = text.trim().split(/\s+/);
  // the text has secrets, so that no message shows more of it than the name
  const refuse = (expected: string): never => {
    throw failure('ARGUMENT_INVALID', { argument: `the user ${user} of snmptrapd.users`, expected, value: user });
  };
  const secret = (reference: string | undefined): string => {
    const password = reference === undefined ? '' : readSecret(home, reference);
    return password.length < shortest ? refuse(`one whose passwords have ${shortest} characters or more`) : password;
  };
  const authProtocol = oneOf(snmpAuthProtocols, auth);
  if (user === '' || authProtocol === undefined || more.length > 0)
    return refuse(
      `a text like "admin sha256 file:/etc/clusto/auth aes file:/etc/clusto/priv", with one of ${snmpAuthProtocols.join(', ')}`,
    );
  const authenticated = { version: 3, user, authProtocol, authPassword: secret(authSecret) } as const;
  if (priv === undefined) return authenticated;
  const privProtocol =
    oneOf(snmpPrivProtocols, priv) ?? refuse(`one with a privacy of ${snmpPrivProtocols.join(', ')}`);
  return { ...authenticated, privProtocol, privPassword: secret(privSecret) };
}

/**
 * Who may send traps, with their secrets read.
 * @throws ARGUMENT_INVALID, also where nobody may; SECRET_UNREADABLE, SECRET_KEY_OTHER, SECRET_KEY_INVALID
 */
export function readTrapSenders(home: SecretHome, { communities = [], users = [] }: TrapSenderTexts): TrapSenders {
  if (communities.length + users.length === 0)
    throw failure('ARGUMENT_INVALID', {
      argument: 'snmptrapd.communities or snmptrapd.users',
      expected: 'who may send traps, like ["file:/etc/clusto/community"]',
      value: 'nobody',
    });
  const read = communities.map((text) => readSecret(home, text));
  if (read.includes(''))
    throw failure('ARGUMENT_INVALID', { argument: 'snmptrapd.communities', expected: 'no empty community', value: '' });
  return { communities: read, users: users.map((text) => readUser(home, text)) };
}
