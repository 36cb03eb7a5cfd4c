import type { Vitals } from './vitals.ts';

/** How long a slow disk has to answer before the process is killed. */
const PATIENCE_MS = 1_000;

/**
 * Kills the process at its exit when its thread still waits for the disk then. An exit waits for all threads, and so
 * for the system call that a thread is in: on a disk that never answers, it would never end. The listeners that were
 * there before this one have run by then.
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
