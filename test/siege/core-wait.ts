import { readFileSync } from 'node:fs';

/**
 * For how many ms in all the main thread of a process was ready to run and had no core: the second number in Linux'
 * /proc/PID/schedstat, after the time for which it ran. Undefined where the system does not tell, or the process is gone.
 */
export function waitedForCoreMs(process: number | 'self'): number | undefined {
  try {
    const [ranNs = 0, waitedNs = 0] = readFileSync(`/proc/${process}/schedstat`, 'utf8').split(' ').map(Number);
    // A system that keeps no account shows zeros.
    return ranNs > 0 ? waitedNs / 1e6 : undefined;
  } catch {
    return undefined;
  }
}
