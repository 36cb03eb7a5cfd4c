import type { ToShare } from './messages.ts';

/** How many bytes of a line may be on their way to the share's thread: more than a meter sends in four minutes. */
export const MOST_BYTES = 262_144;

/**
 * The bytes of one line on their way to the share's thread. They are sent only while some program reads the line.
 *
 * None is ever left out between two that one program gets: when the thread is too far behind, it is told of the gap, at which it lets
 * the readers of the line go, and it gets no more of the line until it has taken all that was sent before.
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
      if (!isRead || isInGap) return;
      if (onTheWay + bytes.length > MOST_BYTES) {
        isInGap = true;
        post({ kind: 'gap', meter });
        return;
      }
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
}
