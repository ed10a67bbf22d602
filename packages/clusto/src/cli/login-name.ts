import { userInfo } from 'node:os';
import { type Environment } from './xdg-folders.ts';

/** Who uses this process: the account, else what the environment says. */
export function loginName(environment: Environment): string {
  try {
    return userInfo().username;
  } catch {
    // a user id without an account, as in many containers
    return environment['USER'] ?? environment['LOGNAME'] ?? 'unknown';
  }
}
