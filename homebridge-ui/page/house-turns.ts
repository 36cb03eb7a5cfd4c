import type { Turns } from './status-feed.ts';

/** A meter sends a frame every second or two. */
const EVERY_MS = 1000;
/** How long to wait after an unanswered question: at first, and at most. */
const FIRST_WAIT_MS = 2000;
const LONGEST_WAIT_MS = 10_000;
/** Older values are marked as old until there is an answer, as the device may have slept. */
const OLD_MS = 5000;

/** The part of the document that shows whether the page is visible. */
export interface Seen {
  readonly hidden: boolean;
  addEventListener(event: 'visibilitychange', listener: () => void): void;
}

/**
 * Asks every second while the page is visible, less and less often while there is no answer, and at once when the page becomes visible
 * again.
 */
export function whileSeen(page: Seen): Turns {
  return (refresh, lose) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let answeredAtMs = Date.now();
    let waitMs = FIRST_WAIT_MS;
    let isAsking = false;
    page.addEventListener('visibilitychange', turn);
    turn();

    function turn(): void {
      clearTimeout(timer);
      if (page.hidden) return;
      if (Math.abs(Date.now() - answeredAtMs) > OLD_MS) lose();
      if (!isAsking) void ask();
    }

    async function ask(): Promise<void> {
      isAsking = true;
      let isAnswered = false;
      try {
        isAnswered = await refresh();
      } finally {
        // Even after an exception in a view: nobody is there to reload the page.
        isAsking = false;
        next(isAnswered);
      }
    }

    function next(isAnswered: boolean): void {
      timer = setTimeout(turn, isAnswered ? EVERY_MS : waitMs);
      if (isAnswered) answeredAtMs = Date.now();
      waitMs = isAnswered ? FIRST_WAIT_MS : Math.min(2 * waitMs, LONGEST_WAIT_MS);
    }
  };
}
