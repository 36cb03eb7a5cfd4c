import type { Reading } from '../reading/reading.ts';

/**
 * The Readings of one meter on their way to the share's thread: one at a time. While one is on its way, only the newest of those that
 * follow waits.
 */
export interface NewestPost {
  take(reading: Reading): void;
  /** The thread has taken the Reading that was on its way. */
  took(): void;
  /** A new thread has begun, which knows nothing yet: the newest Reading is sent to it. */
  begun(): void;
}

export function createNewestPost(post: (reading: Reading) => void): NewestPost {
  let isOnTheWay = false;
  let newest: Reading | undefined;
  let isSent = true;
  function send(): void {
    if (!newest || isSent) return;
    isOnTheWay = isSent = true;
    post(newest);
  }
  return {
    take(reading) {
      newest = reading;
      isSent = false;
      if (!isOnTheWay) send();
    },
    took() {
      isOnTheWay = false;
      send();
    },
    begun() {
      isOnTheWay = isSent = false;
      send();
    },
  };
}
