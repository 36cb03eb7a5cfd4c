import type { Clock } from '../clock.ts';
import type { Journal } from '../journal/journal.ts';
import type { PositionRange } from './progress.ts';

/**
 * What a run finds unsent at its start is no backlog if it spans no more than this: the position on disk lies a minute before the
 * last acknowledgement (see mirror.ts), and is written with a commit. All of it may have been acknowledged.
 */
const NO_BACKLOG_MS = 120_000;

/**
 * Since when, on the monotonic clock, the Reading at the live cursor waits; undefined when there is none. What is sent once more
 * (doubts) does not wait: it was acknowledged. To be asked every ten seconds or so, with the live cursor.
 */
export type WaitingSince = (live: number) => number | undefined;

/**
 * Each Reading came after the one that was the oldest before, so what waits cannot be older than what waited at the last look,
 * or than that look when nothing waited. So a clock that is set makes nothing seem old.
 */
export function createWaitingSince(
  journal: Pick<Journal, 'end' | 'read' | 'delivered'>,
  clock: Pick<Clock, 'now' | 'wall'>,
): WaitingSince {
  const startedMs = clock.now();
  const unsentAtStart = { from: journal.delivered, to: journal.end };
  /** The earliest time at which what waits now may have come; undefined until the first look. */
  let earliestMs: number | undefined;
  let oldest: { readonly position: number; readonly sinceMs: number } | undefined;

  function cameAtMs(position: number): number {
    const [entry] = journal.read(position, 1);
    // Readings without a date wait for the clock of this machine. They are not in the journal yet.
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

/** Whether there was more to send than what a restart sends once more. */
function isBacklog({ read }: Pick<Journal, 'read'>, { from, to }: PositionRange): boolean {
  const [oldest] = read(from, 1);
  const [newest] = read(to - 1, 1);
  return oldest !== undefined && newest !== undefined && newest.atMs - oldest.atMs > NO_BACKLOG_MS;
}
