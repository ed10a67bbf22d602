/** A host that is reached over SSH, and how. What is left out is as the user has set it up. */
export interface SshTarget {
  /** An IP address or a host name. */
  readonly address: string;
  /** Who logs in. Default: `root`, as only root may ask the firmware; others do by `sudo -n`. */
  readonly user?: string | undefined;
  /** Default: 22, or what the configuration of SSH says. */
  readonly port?: number | undefined;
  /** The program. Default: `ssh`. */
  readonly program?: string | undefined;
  /** The private key. */
  readonly identityFile?: string | undefined;
  /** The file of host keys that are trusted. */
  readonly knownHosts?: string | undefined;
  /** A configuration file instead of `~/.ssh/config`. */
  readonly sshConfig?: string | undefined;
  /** Whether only known hosts are spoken to, or new ones too, which then are known. Default: `yes`. */
  readonly hostKeys?: 'yes' | 'accept-new' | undefined;
}
