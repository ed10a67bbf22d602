import { existsSync } from 'node:fs';

/**
 * Whether the kernel, or the container, has no loop devices, so that there can be no volume group. It is told; where `CI` is
 * set it is an error, so that no test is left out unseen.
 */
export function lacksLoopDevices(): boolean {
  if (existsSync('/dev/loop-control')) return false;
  const problem = 'without /dev/loop-control there is no volume group';
  if (process.env['CI']) throw new Error(problem);
  process.stderr.write(`system tests: ${problem}\nThe tests that need it are skipped.\n`);
  return true;
}
