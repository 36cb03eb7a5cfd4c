import type { Clock } from './clock.ts';
import { SHORT_PER_LONG } from './reading.ts';

/** How often in a row the number may be not due: the long frame among the short ones may be damaged once. */
const MOST_HOLDS = 2 * SHORT_PER_LONG;

/** Whether a number still counts as live. It does not before it has come for the first time. */
export interface StaleTimer {
  readonly isFresh: boolean;
  /** The number has come. */
  restart(): void;
  /** The number was not due, with a short frame: what is fresh stays so. */
  extend(): void;
  /** Ends the watch; nothing is called back any more. */
  stop(): void;
}

/** @param onStale called once each time that `staleAfterMs` pass without a renewal */
export function createStaleTimer(staleAfterMs: number, clock: Pick<Clock, 'after'>, onStale: () => void): StaleTimer {
  let cancel: (() => void) | undefined;
  let holds = 0;

  function expire() {
    cancel = undefined;
    onStale();
  }

  function watch() {
    cancel?.();
    cancel = clock.after(staleAfterMs, expire);
  }

  return {
    get isFresh() {
      return cancel !== undefined;
    },
    restart() {
      holds = 0;
      watch();
    },
    extend() {
      if (!cancel || holds === MOST_HOLDS) return;
      holds += 1;
      watch();
    },
    stop() {
      cancel?.();
      cancel = undefined;
    },
  };
}
