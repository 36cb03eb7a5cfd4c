import type { ToShare } from './messages.ts';

/** How many bytes of a line may be on their way to the share's thread, in several pieces: more than a meter sends in four minutes. */
export const MOST_BYTES = 262_144;

/**
 * The bytes of one line on their way to the share's thread. They are sent only while some program reads the line.
 *
 * None is ever left out between two that one program gets: where some were left out, the thread is told of the gap, at which it lets those
 * readers go that have had bytes before it. When it is too far behind, it gets no more of the line until it has taken all that was sent.
 */
export interface LinePost {
  give(bytes: Uint8Array): void;
  took(count: number): void;
  isRead(isRead: boolean): void;
  /** The thread has ended, and its readers with it. */
  ended(): void;
}

/** @param post sends a message, and gives the memory of its bytes away */
export function createLinePost(meter: string, post: (message: ToShare, bytes?: ArrayBuffer) => void): LinePost {
  let isRead = false;
  let onTheWay = 0;
  let isInGap = false;
  return {
    give(bytes) {
      if (isInGap) return;
      const isBehind = onTheWay > 0 && onTheWay + bytes.length > MOST_BYTES;
      if (!isRead || isBehind) return leaveOut();
      onTheWay += bytes.length;
      // A copy: what arrives is mostly a piece of a larger buffer, and all of it would be sent.
      const copy = Uint8Array.from(bytes);
      post({ kind: 'bytes', meter, bytes: copy }, copy.buffer);
    },
    took(count) {
      onTheWay -= count;
      if (onTheWay === 0) isInGap = false;
    },
    isRead(is) {
      isRead = is;
    },
    ended() {
      isRead = false;
      onTheWay = 0;
      isInGap = false;
    },
  };

  function leaveOut(): void {
    // Nobody reads, as far as is known here: but some program may have come, and get what is on its way.
    if (onTheWay === 0) return;
    isInGap = true;
    post({ kind: 'gap', meter });
  }
}
