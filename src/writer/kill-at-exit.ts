import type { Vitals } from './vitals.ts';

/** A disk that is slow, and no more, has time to come back. */
const PATIENCE_MS = 1_000;

/**
 * Sees to it that a thread which waits for a disk that never answers does not keep the process: its exit waits for every
 * thread, and so for that system call. Whoever else listens to the exit has had their turn by then.
 * @param isGivenUp whether a thread is still there that could not be ended
 * @returns what ends the watch
 */
export function killAtExit(vitals: Vitals, isGivenUp: () => boolean): () => void {
  const kill = () => {
    if (isGivenUp() || !vitals.waitForDisk(PATIENCE_MS)) process.kill(process.pid, 'SIGKILL');
  };
  process.on('exit', kill);
  return () => process.off('exit', kill);
}
