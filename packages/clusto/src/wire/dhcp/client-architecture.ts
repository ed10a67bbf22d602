/**
 * What a client that boots from the network is, by its code (RFC 4578 section 2.1; facts of the IANA registry "Processor
 * Architecture Types"). The firmware of several codes is the same to whoever chooses a boot file.
 */
export const clientArchitectures: ReadonlyMap<number, string> = new Map([
  [0, 'bios'],
  [2, 'efi-ia64'],
  [6, 'efi-ia32'],
  [7, 'efi-x64'],
  [9, 'efi-x64'],
  [10, 'efi-arm32'],
  [11, 'efi-arm64'],
  [12, 'powerpc-open-firmware'],
  [13, 'powerpc-epapr'],
  [14, 'powerpc-opal'],
  [15, 'http-ia32'],
  [16, 'http-x64'],
  [17, 'http-x64'],
  [18, 'http-arm32'],
  [19, 'http-arm64'],
  [20, 'http-bios'],
  [25, 'efi-riscv32'],
  [26, 'http-riscv32'],
  [27, 'efi-riscv64'],
  [28, 'http-riscv64'],
  [31, 's390'],
  [37, 'efi-loongarch32'],
  [38, 'http-loongarch32'],
  [39, 'efi-loongarch64'],
  [40, 'http-loongarch64'],
]);

/** The names that a boot file can be chosen by. */
export const architectureNames: ReadonlySet<string> = new Set(clientArchitectures.values());
