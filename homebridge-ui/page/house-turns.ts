import type { Turns } from './status-feed.ts';

/** A meter sends a frame every second or two. */
const EVERY_MS = 1000;
/** How long to wait after a question that was not answered: at first, and at most. */
const FIRST_WAIT_MS = 2000;
const LONGEST_WAIT_MS = 10_000;
/** What is older is said to be old until there is an answer: the device may have slept. */
const OLD_MS = 5000;

/** The part of the document that tells whether the page can be seen. */
export interface Seen {
  readonly hidden: boolean;
  addEventListener(event: 'visibilitychange', listener: () => void): void;
}

/** Asks every second while somebody can see the page, less and less often while nobody answers, and at once when it is seen again. */
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
        // Also after a fault in a view: nobody is there who would reload the page.
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
