import type { Clock } from '../base/clock.ts';
import type { ReadingQueue } from './queue.ts';

/** How long a thread may take after its start to report what is waiting. */
const TELLS_WITHIN_MS = 60_000;

/**
 * The age of the oldest Reading that waits for InfluxDB, as the main thread knows it. It keeps growing while the writer's thread is
 * blocked, waits for the disk or is restarted: the last report counts until there is a new one, and Readings that the thread does not take
 * are waiting as well.
 */
export interface MirrorBehind {
  /** Takes a report of the thread: since when the oldest Reading has been waiting, on the monotonic clock; undefined if none is waiting. */
  told(sinceMs: number | undefined): void;
  /** In milliseconds; 0 if nothing is waiting, undefined until that is known. */
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
    // A new thread may be given Readings again that were sent to the database already. They were not waiting at the last report.
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
