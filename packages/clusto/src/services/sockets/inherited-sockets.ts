/** A socket that was made before the process began, as systemd does with `.socket` units. */
export interface InheritedSocket {
  readonly fd: number;
  /** What the part before the dot of its `FileDescriptorName=` says: `dhcpd` of `dhcpd.eth0`. */
  readonly service: string;
  /** The part behind the dot, or an empty text. */
  readonly name: string;
}

/** The first descriptor that is handed on, by the protocol of sd_listen_fds(3). */
const first = 3;

/**
 * The sockets that a process inherits, by sd_listen_fds(3): `LISTEN_FDS` of them from descriptor 3 on, named by
 * `LISTEN_FDNAMES`, if `LISTEN_PID` says that they are for this process.
 * @param pid of this process
 */
export function inheritedSockets(
  environment: Readonly<Record<string, string | undefined>>,
  pid: number,
): InheritedSocket[] {
  const count = Number(environment['LISTEN_FDS']);
  if (environment['LISTEN_PID'] !== String(pid) || !Number.isSafeInteger(count) || count < 1) return [];
  const names = environment['LISTEN_FDNAMES']?.split(':') ?? [];
  return Array.from({ length: count }, (_, index) => {
    const [service = '', ...rest] = (names[index] ?? '').split('.');
    return { fd: first + index, service, name: rest.join('.') };
  });
}
