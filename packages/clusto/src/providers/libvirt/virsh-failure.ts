import { type ClustoException, failure } from '../../base/errors.ts';

/** Where something went wrong: for the sentence that tells it. */
export interface VirshStep {
  /** The hypervisor, as people call it. */
  readonly host: string;
  /** What was being done: `creating the volume v1-root`. */
  readonly step: string;
}

type Kind = readonly [pattern: RegExp, make: (step: VirshStep, reason: string, name: string) => ClustoException];

/**
 * virsh ends with 1 whatever went wrong, so its text in English is all there is to tell by. The first line that matches
 * counts; the first group is the name of what is meant. Texts of libvirt 9 to 11.
 */
const kinds: readonly Kind[] = [
  [
    /Permission denied \(|Host key verification failed|authentication (?:failed|unavailable|cancelled)|Failed to connect socket to '[^']*': Permission denied/,
    (step, reason) => failure('HYPERVISOR_DENIED', { ...step, reason }),
  ],
  [
    /failed to connect to the hypervisor|Cannot recv data|Cannot write data|End of file while reading data|keepalive|Connection (?:refused|reset|timed out)|no connection driver|client socket is closed/i,
    (step, reason) => failure('HYPERVISOR_UNREACHABLE', { ...step, reason }),
  ],
  [
    /(?:failed to get pool '(.*)'|no storage pool with matching (?:name|uuid) '(.*)')/i,
    (step, _, name) => failure('POOL_MISSING', { ...step, name }),
  ],
  [/pool '(.*)' is not active/i, (step, _, name) => failure('POOL_INACTIVE', { ...step, name })],
  [
    /(?:failed to get vol '(.*)'|no storage vol with matching \w+ '(.*)')/i,
    (step, _, name) => failure('VOLUME_MISSING', { ...step, name }),
  ],
  [/storage vol(?:ume)?(?: name)? '(.*)' (?:exists already|already exists|already in use)/i, taken('volume')],
  [/domain '(.*)' (?:already exists|is already defined)/i, taken('machine')],
  [
    /(?:failed to get domain '(.*)'|Domain not found|no domain with matching)/i,
    (step, _, name) => failure('DOMAIN_MISSING', { ...step, name }),
  ],
  [
    /insufficient free space|Not enough free space|No space left|File too large|exceeds? available|Disk quota exceeded|not enough (?:free )?space/i,
    (step, reason) => failure('HYPERVISOR_NO_SPACE', { ...step, reason }),
  ],
  [
    /cannot set up guest memory|Cannot allocate memory|not enough (?:free )?memory|failed to allocate memory/i,
    (step, reason) => failure('HYPERVISOR_NO_MEMORY', { ...step, reason }),
  ],
  [
    /(?:Cannot get interface MTU on '(.*)': No such device|Unable to add bridge (\S+)|(?:bridge|interface) '?(\S+?)'? (?:does not exist|not found)|Unable to add port \S+ to OVS bridge (\S+)|Network not found: no network with matching name '(.*)')/i,
    (step, _, name) => failure('BRIDGE_MISSING', { ...step, name }),
  ],
  [/domain is not running|domain is not active/i, (step) => failure('DOMAIN_NOT_RUNNING', step)],
  [/domain is already (?:active|running)/i, (step) => failure('DOMAIN_RUNNING', step)],
  [
    /XML error|failed to validate|\(domain_definition\)|unsupported configuration|invalid argument|Unable to find (?:a satisfying|'efi')|does not support|firmware/i,
    (step, reason) => failure('DOMAIN_REFUSED', { ...step, reason }),
  ],
];

function taken(what: string): Kind[1] {
  return (step, _, name) => failure('NAME_TAKEN_ON_HYPERVISOR', { ...step, what, name });
}

/** Lines that only repeat what was wanted. */
const echo =
  /^(?:failed to connect to the hypervisor|Failed to (?:define|start|shutdown|destroy|reboot|undefine) domain.*)$/;

/** What virsh said, as one phrase. */
function phrase(stderr: string): string {
  const lines = stderr.split('\n').map((line) => line.replace(/^error: /, '').trim());
  const said = lines.filter((line) => line !== '' && !echo.test(line));
  return said.join('; ').replace(/\.$/, '') || 'it gave no reason';
}

/** The error for what virsh printed when it failed. */
export function virshFailure(step: VirshStep, stderr: string): ClustoException {
  const reason = phrase(stderr);
  for (const [pattern, make] of kinds) {
    const match = pattern.exec(stderr);
    if (match) return make(step, reason, match.slice(1).find((group) => group !== undefined) ?? 'it');
  }
  return failure('HYPERVISOR_FAILED', { ...step, reason });
}
