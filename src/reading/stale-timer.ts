import type { Clock } from '../base/clock.ts';
import { SHORT_PER_LONG } from './reading.ts';

/** How many successive short frames may extend the timer: two rounds, as one long frame between them may be damaged. */
export const MAX_EXTENSIONS = 2 * SHORT_PER_LONG;

/**
 * A timeout that decides whether a value is fresh or stale. The value is fresh from its arrival on, and becomes stale if it does not arrive
 * again in time. Before its first arrival it is stale.
 */
export interface StaleTimer {
  readonly isFresh: boolean;
  /** To be called when the value has arrived: it is fresh, and the timeout starts anew. */
  restart(): void;
  /**
   * To be called when a short frame has arrived, which never contains the value. A fresh value stays fresh and the timeout starts anew, at
   * most 40 times in a row; a stale value stays stale.
   */
  extend(): void;
  /** Cancels the timeout: `onStale` is no longer called. */
  stop(): void;
}

/** @param onStale called each time a fresh value becomes stale, `staleAfterMs` after its last arrival */
export function createStaleTimer(staleAfterMs: number, clock: Pick<Clock, 'after'>, onStale: () => void): StaleTimer {
  /** Cancels the running timeout; there is one as long as the value is fresh. */
  let cancel: (() => void) | undefined;
  let extensions = 0;

  function startTimeout() {
    cancel?.();
    cancel = clock.after(staleAfterMs, () => {
      cancel = undefined;
      onStale();
    });
  }

  return {
    get isFresh() {
      return cancel !== undefined;
    },
    restart() {
      extensions = 0;
      startTimeout();
    },
    extend() {
      if (!cancel || extensions === MAX_EXTENSIONS) return;
      extensions += 1;
      startTimeout();
    },
    stop() {
      cancel?.();
      cancel = undefined;
    },
  };
}
