import type { BaudRate } from './source.ts';

/** The byte that ends a frame. Its parity bit is 0, so it is the same with and without parity. */
const ETX = 0x03;
/** On the line, including start bit and stop bit. */
const BITS_PER_BYTE = 10;
/**
 * The longest pause: the end of a frame that is shorter than the previous one is read at most this much too late, once. At 1200 baud, the
 * short frames of a three-phase meter (ADIR) indicate an overload. At 9600 baud, the groups that may be missing take about 200 ms of the
 * line.
 */
const MAX_PAUSE_MS: { readonly [B in BaudRate]: number } = { 1200: 250, 9600: 500 };
/** The pause ends this much early: slack for one group fewer than in the last frame, at 9600 baud, and for a late timer. */
const MARGIN_MS = 25;

/**
 * Returns a function that takes each chunk that was read, and returns for how many ms nothing need be read after it: if the current frame
 * is as long as the last one, it does not end before that. At 9600 baud, 960 bytes per second, the system delivers about sixteen bytes at a
 * time: sixty chunks per second, each of which would wake the whole process. With pauses, reading takes a tenth of the CPU time.
 */
export function pauseAfterReads(baudRate: BaudRate): (bytes: Uint8Array) => number {
  let [frameLength, sinceEnd] = [0, 0];
  return (bytes) => {
    const etx = bytes.lastIndexOf(ETX);
    if (etx >= 0) frameLength = sinceEnd + etx + 1;
    sinceEnd = etx >= 0 ? bytes.length - etx - 1 : sinceEnd + bytes.length;
    const leftMs = ((frameLength - sinceEnd) * BITS_PER_BYTE * 1_000) / baudRate;
    return Math.max(0, Math.min(leftMs - MARGIN_MS, MAX_PAUSE_MS[baudRate]));
  };
}
