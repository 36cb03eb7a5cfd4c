import type { BaudRate } from './source.ts';

/** Ends a frame, with the parity bit and without: it is 0. */
const ETX = 0x03;
/** On the line, with its start bit and its stop bit. */
const BITS_PER_BYTE = 10;
/**
 * The end of a frame that is shorter than the one before it is seen this much later at most, once: as late as HAP-NodeJS
 * sends the number of a tile in any case. With 100 ms the reader takes three times as much of the processor.
 */
const LONGEST_REST_MS = 250;
/** A group less than in the frame before, at 9600 bauds, and what a timer may be late. */
const EARLY_MS = 25;

/**
 * How long a line may be left alone after each piece that came in, in ms, because the frame cannot end before: not if it
 * is as long as the one before. A line at 9600 bauds has sixty pieces a second, and each wakes the whole process: to rest
 * takes a sixth of the time of reading each.
 */
export function pauseAfterReads(baudRate: BaudRate): (bytes: Uint8Array) => number {
  let [frameLength, sinceEnd] = [0, 0];
  return (bytes) => {
    const etx = bytes.lastIndexOf(ETX);
    if (etx >= 0) frameLength = sinceEnd + etx + 1;
    sinceEnd = etx >= 0 ? bytes.length - etx - 1 : sinceEnd + bytes.length;
    const leftMs = ((frameLength - sinceEnd) * BITS_PER_BYTE * 1_000) / baudRate;
    return Math.max(0, Math.min(leftMs - EARLY_MS, LONGEST_REST_MS));
  };
}
