import type { ToShare } from './messages.ts';

/** How many bytes of a line may be on their way to the share's thread, in several pieces: more than a meter sends in four minutes. */
export const MOST_BYTES = 262_144;

/**
 * The bytes of one line on their way to the share's thread. They are sent only while some program reads the line.
 *
 * No reader ever gets bytes with a gap between them: when bytes are left out, the thread is informed, and disconnects the readers that had
 * bytes before the gap. A thread that is too far behind gets no more of the line until it has taken everything that was sent.
 */
export interface LinePost {
  give(bytes: Uint8Array): void;
  took(count: number): void;
  isRead(isRead: boolean): void;
  /** The thread has ended, and its readers are disconnected. */
  ended(): void;
}

/** @param post sends a message, and transfers the memory of its bytes */
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
      // A copy, because what arrives is usually a view of a larger buffer, which would be sent as a whole.
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
    // As far as is known here, nobody reads. But a program may just have connected, and will get the bytes that are on their way.
    if (onTheWay === 0) return;
    isInGap = true;
    post({ kind: 'gap', meter });
  }
}
