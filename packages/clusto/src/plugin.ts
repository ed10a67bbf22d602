export { failure } from './base/errors.ts';
export { type Ip, formatIp, parseIp } from './base/ip.ts';
export { parseMac } from './base/mac.ts';
export { sendMail, type Mail, type MailSettings } from './plugin/send-mail.ts';
export { closeIntent, type Intent, machinesWithIntent, openIntent, recordIntent } from './drivers/machines/intent.ts';
export { type ProgramResult, runProgram, type RunOptions } from './providers/run-program.ts';
export { readSecret, type SecretHome, type SecretSettings } from './inventory/read-secret.ts';
