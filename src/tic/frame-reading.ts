import type { Frame, Reading } from '../reading.ts';
import { readHistorique } from './historique.ts';
import { readStandard } from './standard.ts';
import type { ReadingDraft } from './values.ts';

/**
 * Makes a Reading of a frame: the same words and units for both modes.
 * @param monotonicMs the monotonic clock when the bytes that contain the frame's ETX were read
 * @param before the reading before this one on the same line. What has not changed since is not parsed again; and
 *   whether a three-phase meter is overloaded may depend on it
 */
export function readingFromFrame(frame: Frame, monotonicMs: number, before?: Reading): Reading {
  const draft: ReadingDraft = { monotonicMs, frame, registers: {} };
  const last = before?.frame.mode === frame.mode ? before : undefined;
  if (frame.mode === 'historique') readHistorique(frame, draft, last);
  else readStandard(frame, draft, last);
  return draft;
}
