import type { Clock } from '../clock.ts';
import type { ReadingQueue } from './queue.ts';

/** How long a thread may take, after its start, to tell what waits. */
const TELLS_WITHIN_MS = 60_000;

/**
 * How old the oldest Reading is that waits for InfluxDB, as the main thread knows it. It goes on growing while the writer's thread
 * stands still, hangs in the disk, or is started again: what the thread has told stands until it tells anew, and Readings that the
 * thread does not take wait as well.
 */
export interface MirrorBehind {
  /** The thread has told since when, on the monotonic clock, the oldest Reading waits; undefined when none does. */
  told(sinceMs: number | undefined): void;
  /** In milliseconds; 0 when nothing waits, undefined until that is known. */
  readonly ms: number | undefined;
}

export function createMirrorBehind(
  queue: Pick<ReadingQueue, 'waitingSinceMs'>,
  clock: Pick<Clock, 'now'>,
): MirrorBehind {
  let last: { readonly atMs: number; readonly sinceMs: number | undefined } | undefined;

  function sinceMs(): number | undefined {
    const { waitingSinceMs } = queue;
    if (last?.sinceMs !== undefined || waitingSinceMs === undefined) return last?.sinceMs;
    // What was sent to the database may be given to a new thread once more. It did not wait when the last one told so.
    return last ? Math.max(waitingSinceMs, last.atMs) : waitingSinceMs;
  }

  return {
    told(toldSinceMs) {
      last = { atMs: clock.now(), sinceMs: toldSinceMs };
    },
    get ms() {
      const since = sinceMs();
      const ms = since === undefined ? 0 : Math.max(0, clock.now() - since);
      return last || ms > TELLS_WITHIN_MS ? ms : undefined;
    },
  };
}
