import { hostname } from 'node:os';

/** This process as others find it in the inventory: `host:pid`. */
export function ownProcess(): string {
  return `${hostname()}:${process.pid}`;
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // it exists, and belongs to somebody else
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

/** Whether a process `host:pid` runs; undefined where that cannot be known, as it is not of this host. */
export function isRunning(by: string | null): boolean | undefined {
  const [host, pid] = by?.split(':') ?? [];
  if (host !== hostname() || !/^\d+$/.test(pid ?? '')) return undefined;
  return isAlive(Number(pid));
}
