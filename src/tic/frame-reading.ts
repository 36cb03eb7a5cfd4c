import type { Frame, Reading } from '../reading/reading.ts';
import { readHistorique } from './historique.ts';
import { readStandard } from './standard.ts';
import type { ReadingDraft } from './values.ts';

/**
 * Converts a frame into a Reading: the same terms and units for both modes.
 * @param monotonicMs the monotonic clock when the bytes that contain the frame's ETX were read
 * @param before the previous reading on the same line. Data that have not changed since are not parsed again; and whether a three-phase
 *   meter is overloaded may depend on it
 */
export function readingFromFrame(frame: Frame, monotonicMs: number, before?: Reading): Reading {
  const draft: ReadingDraft = { monotonicMs, frame, registers: {} };
  const last = before?.frame.mode === frame.mode ? before : undefined;
  if (frame.mode === 'historique') readHistorique(frame, draft, last);
  else readStandard(frame, draft, last);
  return draft;
}
