import type { Vitals } from './vitals.ts';

/** How long a slow disk has to answer before the process is killed. */
const PATIENCE_MS = 1_000;

/**
 * Kills the process on exit if its thread still waits for the disk by then. An exit waits for all threads, and so for the system call in
 * which a thread is: if a disk never answers, the exit would never end. Listeners that were registered before this one have run by then.
 * @param wasTerminated whether the thread was terminated and is still there
 * @returns removes the listener
 */
export function killAtExit(vitals: Vitals, wasTerminated: () => boolean): () => void {
  const kill = () => {
    if (wasTerminated() || !vitals.waitForDisk(PATIENCE_MS)) process.kill(process.pid, 'SIGKILL');
  };
  process.on('exit', kill);
  return () => process.off('exit', kill);
}
