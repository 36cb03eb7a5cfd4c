import type { Frame, Reading } from '../reading.ts';
import { readHistorique } from './historique.ts';
import { readStandard } from './standard.ts';
import type { Words } from './words.ts';

/**
 * What a frame says, in words and units.
 * @param monotonicMs the monotonic clock at its ETX
 * @param before the frame before it on the same line: a three-phase meter's long frame is read in its light
 */
export function readingOf(frame: Frame, monotonicMs: number, before?: Frame): Reading {
  const words: Words = { monotonicMs, frame, registers: {} };
  if (frame.mode === 'historique') readHistorique(frame, words, before);
  else readStandard(frame, words);
  return words;
}
