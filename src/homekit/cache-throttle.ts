import type { Clock } from '../base/clock.ts';

/** Homebridge writes its entire cache for each change, to an SD card that wears out. */
const WRITE_INTERVAL_MS = 60_000;

/** Writes changes of an accessory to Homebridge's cache, at most once a minute. */
export interface CacheThrottle {
  /** To be called after each change. */
  save(): void;
  /** Writes nothing from now on. Homebridge writes its cache itself when it ends. */
  stop(): void;
}

/**
 * Writes the first change at once, so that a power cut does not restore the state of last week. Changes in the minute after it are written
 * together at the end of that minute.
 */
export function throttleCacheWrites(write: () => void, clock: Pick<Clock, 'after'>): CacheThrottle {
  let hasChanges = false;
  let isStopped = false;
  /** Cancels the timer of the running minute. */
  let cancel: (() => void) | undefined;

  function writeNow(): void {
    hasChanges = false;
    write();
    cancel = clock.after(WRITE_INTERVAL_MS, () => {
      cancel = undefined;
      if (hasChanges) writeNow();
    });
  }

  return {
    save() {
      if (isStopped) return;
      if (cancel) hasChanges = true;
      else writeNow();
    },
    stop() {
      isStopped = true;
      cancel?.();
    },
  };
}
