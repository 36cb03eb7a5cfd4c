import { setTimeout as delay } from 'node:timers/promises';
import { standardGroups } from '../src/source/demo/frames.ts';
import { type Household, household } from '../src/source/demo/household.ts';
import { encodeFrame } from '../src/tic/encode.ts';
import type { Version } from './compared-versions.ts';

/** How many bytes a Raspberry Pi's UART and most USB adapters hand over at a time. */
export const PIECE_BYTES = 16;
/** More than a frame of the demo house. */
const FRAME_BYTES = 1_024;

/** Each version, fed with whole frames and with what a serial port hands over. */
export function feedsOf(versions: readonly Version[]) {
  return versions.flatMap((version) => [
    { ...version, pieceBytes: FRAME_BYTES, says: 'frames in one piece' },
    { ...version, pieceBytes: PIECE_BYTES, says: `in pieces of ${PIECE_BYTES} bytes` },
  ]);
}

/** The bytes of the frame that a house's meter sends now, in standard mode. */
export function frameNow(house: Household = firstHouse, address = '021900000001'): Uint8Array {
  return encodeFrame(standardGroups(house, address, Date.now()), 'standard');
}

/**
 * A meter in standard mode that sends a frame a second, evenly, piece by piece, until it is disposed of.
 *
 * @param isLine whether it stays as slow as a real line after its machine has held it up: the frame then comes late, instead of
 *   the rest of it at once
 */
export function speaking(
  write: (piece: Uint8Array) => Promise<void> | void,
  pieceBytes: number,
  frame: () => Uint8Array = frameNow,
  isLine = false,
): AsyncDisposable {
  const life = new AbortController();
  const ended = speak(write, pieceBytes, frame, isLine, life.signal);
  return {
    async [Symbol.asyncDispose]() {
      life.abort();
      await ended;
    },
  };
}

async function speak(
  write: (piece: Uint8Array) => Promise<void> | void,
  pieceBytes: number,
  frame: () => Uint8Array,
  isLine: boolean,
  life: AbortSignal,
): Promise<void> {
  for (let startMs = performance.now(); !life.aborted; startMs += 1_000) {
    const bytes = frame();
    for (let at = 0; at < bytes.length && !life.aborted; at += pieceBytes) {
      await write(bytes.subarray(at, at + pieceBytes));
      const dueMs = startMs + (Math.min(at + pieceBytes, bytes.length) / bytes.length) * 1_000;
      await delay(Math.max(0, dueMs - performance.now()));
      if (isLine) startMs += Math.max(0, performance.now() - dueMs);
    }
  }
}

const firstHouse = household(1);
