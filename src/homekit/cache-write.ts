import type { Clock } from '../clock.ts';

/** Homebridge writes all of its cache each time, to an SD card that wears. */
const SPARED_MS = 60_000;

/** Writes of what an accessory has in Homebridge's cache. */
export interface CacheWrites {
  /** Something in it has changed. */
  changed(): void;
  /** Ends the wait, and all writes. Homebridge writes its cache once more when it ends. */
  stop(): void;
}

/**
 * Writes a change at once, so that a power cut does not bring the state of last week back, and those within the next minute
 * together when it is over.
 */
export function sparing(write: () => void, clock: Pick<Clock, 'after'>): CacheWrites {
  let isDue = false;
  let isStopped = false;
  let cancel: (() => void) | undefined;

  function writeNow(): void {
    isDue = false;
    write();
    cancel = clock.after(SPARED_MS, () => {
      cancel = undefined;
      if (isDue) writeNow();
    });
  }

  return {
    changed() {
      if (isStopped) return;
      if (cancel) isDue = true;
      else writeNow();
    },
    stop() {
      isStopped = true;
      cancel?.();
    },
  };
}
