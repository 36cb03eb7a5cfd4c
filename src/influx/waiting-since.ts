import type { Clock } from '../base/clock.ts';
import type { Journal } from '../journal/journal.ts';
import type { PositionRange } from './progress.ts';

/**
 * Readings that are unsent when a run starts are no backlog if they span no more than this: the position on disk lies a minute before the
 * last acknowledgement (see mirror.ts) and is only written with a commit. All of them may have been acknowledged.
 */
const NO_BACKLOG_MS = 120_000;

/**
 * Since when the Reading at the live cursor has been waiting, on the monotonic clock; undefined if there is none. Readings that are sent
 * once more (doubts) do not wait: they were acknowledged. To be called about every ten seconds, with the live cursor.
 */
export type WaitingSince = (live: number) => number | undefined;

/**
 * Each Reading arrived after the one that was the oldest before it. So what waits cannot be older than what waited at the last call, or
 * than that call itself if nothing waited then. This way, a clock that is set does not make anything seem old.
 */
export function createWaitingSince(
  journal: Pick<Journal, 'end' | 'read' | 'delivered'>,
  clock: Pick<Clock, 'now' | 'wall'>,
): WaitingSince {
  const startedMs = clock.now();
  const unsentAtStart = { from: journal.delivered, to: journal.end };
  /** The earliest time at which the waiting Readings may have arrived; undefined until the first call. */
  let earliestMs: number | undefined;
  let oldest: { readonly position: number; readonly sinceMs: number } | undefined;

  function cameAtMs(position: number): number {
    const [entry] = journal.read(position, 1);
    // Readings without a date wait for this machine's clock to be set. They are not in the journal yet.
    if (!entry) return clock.now();
    return clock.now() - Math.max(0, clock.wall() - entry.atMs);
  }

  return (live) => {
    earliestMs ??= isBacklog(journal, unsentAtStart) ? Number.NEGATIVE_INFINITY : startedMs;
    if (live >= journal.end) {
      oldest = undefined;
      earliestMs = clock.now();
      return undefined;
    }
    if (oldest?.position !== live) oldest = { position: live, sinceMs: Math.max(cameAtMs(live), earliestMs) };
    earliestMs = oldest.sinceMs;
    return oldest.sinceMs;
  };
}

/** Whether there was more to send than a restart sends again anyway. */
function isBacklog({ read }: Pick<Journal, 'read'>, { from, to }: PositionRange): boolean {
  const [oldest] = read(from, 1);
  const [newest] = read(to - 1, 1);
  return oldest !== undefined && newest !== undefined && newest.atMs - oldest.atMs > NO_BACKLOG_MS;
}
