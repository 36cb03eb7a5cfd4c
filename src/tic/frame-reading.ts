import type { Frame, Reading } from '../reading.ts';
import { readHistorique } from './historique.ts';
import { readStandard } from './standard.ts';
import type { ReadingDraft } from './values.ts';

/**
 * What a frame says, in words and units.
 * @param monotonicMs the monotonic clock at its ETX
 * @param before the reading before it on the same line: what has not changed is not read again, and a three-phase meter's
 *   long frame is read in its light
 */
export function readingOf(frame: Frame, monotonicMs: number, before?: Reading): Reading {
  const draft: ReadingDraft = { monotonicMs, frame, registers: {} };
  const last = before?.frame.mode === frame.mode ? before : undefined;
  if (frame.mode === 'historique') readHistorique(frame, draft, last);
  else readStandard(frame, draft, last);
  return draft;
}
