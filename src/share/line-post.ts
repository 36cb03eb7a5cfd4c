import type { ToShare } from './messages.ts';

/** How many bytes of a line may be on their way to the share's thread, in several pieces: more than a meter sends in four minutes. */
export const MOST_BYTES = 262_144;

/**
 * The bytes of one line on their way to the share's thread. They are sent only while some program reads the line, and only as far as the
 * thread keeps up. No reader ever gets bytes with a gap between them: each piece has a number, and where one is missing the thread
 * disconnects the readers that had bytes before.
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
  let nth = 0;
  let isRead = false;
  let onTheWay = 0;
  return {
    give(bytes) {
      nth += 1;
      if (!isRead || (onTheWay > 0 && onTheWay + bytes.length > MOST_BYTES)) return;
      onTheWay += bytes.length;
      // A copy, because what arrives is usually a view of a larger buffer, which would be sent as a whole.
      const copy = Uint8Array.from(bytes);
      post({ kind: 'bytes', meter, nth, bytes: copy }, copy.buffer);
    },
    took(count) {
      onTheWay -= count;
    },
    isRead(is) {
      isRead = is;
    },
    ended() {
      isRead = false;
      onTheWay = 0;
    },
  };
}
