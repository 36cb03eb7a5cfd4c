import type { Clock } from '../clock.ts';

/** Whether a number still counts as live. It does not before it has come for the first time. */
export interface Freshness {
  readonly isFresh: boolean;
  /** The number has come, or is known to be on its way. */
  renew(): void;
  /** Ends the watch; nothing is called back any more. */
  stop(): void;
}

/** @param onStale called once each time that `staleAfterMs` pass without a renewal */
export function freshnessFor(staleAfterMs: number, clock: Pick<Clock, 'after'>, onStale: () => void): Freshness {
  let cancel: (() => void) | undefined;
  function expire() {
    cancel = undefined;
    onStale();
  }
  return {
    get isFresh() {
      return cancel !== undefined;
    },
    renew() {
      cancel?.();
      cancel = clock.after(staleAfterMs, expire);
    },
    stop() {
      cancel?.();
      cancel = undefined;
    },
  };
}
