const secretName = /(?:password|passwd|secret|token|passphrase|community)/i;

/** An argument without a password in an address. */
const withoutPassword = (word: string): string =>
  word.replace(/(\w+:\/\/[^:/@\s]*:)[^@\s]*@/g, '$1***@').replace(/([?&]password=)[^&\s]*/g, '$1***');

/** A command line as it may be kept: what looks like a secret by its name is left out. */
export function auditedCommand(args: readonly string[]): string[] {
  const isSecret = args.some(
    (arg, at) => /^(?:-k|-s|--key|--subkey)$/.test(args[at - 1] ?? '') && secretName.test(arg),
  );
  return args.map((arg, at) => {
    const before = args[at - 1] ?? '';
    if (isSecret && /^(?:-v|--value)$/.test(before)) return '***';
    const [, name = '', rest] = /^(?<name>[^=]*)=(?<value>.*)$/s.exec(arg) ?? [];
    const isNamed = rest !== undefined && (secretName.test(name) || (isSecret && name === '--value'));
    return isNamed ? `${name}=***` : withoutPassword(arg);
  });
}
