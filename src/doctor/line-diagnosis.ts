import type { TicMode } from '../reading.ts';
import type { SourceError } from '../source/source.ts';
import { POOR_SHARE } from '../tic/quality.ts';
import { commonestFault, lineCounts, refusedGroups } from './line-counts.ts';
import type { HeardAtSpeed, HeardInMode } from './listen.ts';
import type { PortTrouble } from './port-trouble.ts';

/**
 * What a line turned out to be. `noise`: characters come at the right speed, but no valid group. `garbage`: not even the speed is
 * right.
 */
export type LineDiagnosis =
  | { readonly kind: 'broken'; readonly error: SourceError; readonly bytes: number }
  | { readonly kind: 'silent'; readonly seconds: number }
  | { readonly kind: 'garbage'; readonly bytes: number }
  | { readonly kind: 'noise'; readonly trouble: PortTrouble }
  | ReadableLine;

/** A line that can be read. `trouble` is what is wrong with it all the same, `broke` how the source broke meanwhile. */
export interface ReadableLine {
  readonly kind: 'readable';
  readonly mode: TicMode;
  readonly heard: HeardInMode;
  readonly trouble?: PortTrouble;
  readonly broke?: { readonly error: SourceError; readonly bytes: number };
}

const MODES = ['historique', 'standard'] as const;
/** At a wrong speed half of all characters have the right parity by chance, so three quarters prove the right speed. */
const SURELY_RIGHT_SPEED = 0.75;

/**
 * Diagnoses a line from what was heard at one speed after the other.
 * @param expected the mode in the settings, if one is set
 */
export function diagnoseLine(hearings: readonly HeardAtSpeed[], expected: TicMode | undefined): LineDiagnosis {
  const candidates = hearings.flatMap(({ heard, error, bytes }) =>
    MODES.map((mode) => ({ mode, heard: heard[mode], ...(error && { broke: { error, bytes } }) })),
  );
  const [best] = candidates.toSorted((a, b) => b.heard.quality.accepted - a.heard.quality.accepted);
  if (best && best.heard.quality.accepted > 0) {
    const trouble = troubleWith(best.mode, best.heard, expected);
    return { kind: 'readable', ...best, ...(trouble && { trouble }) };
  }
  const bytes = hearings.reduce((sum, hearing) => sum + hearing.bytes, 0);
  const error = hearings.find((hearing) => hearing.error !== undefined)?.error;
  if (error) return { kind: 'broken', error, bytes };
  if (bytes === 0) return { kind: 'silent', seconds: Math.round(Math.max(...hearings.map(({ seconds }) => seconds))) };
  const atRightSpeed = hearings.find(({ evenShare = 0 }) => evenShare >= SURELY_RIGHT_SPEED);
  return atRightSpeed ? { kind: 'noise', trouble: troubleOfNoise(atRightSpeed) } : { kind: 'garbage', bytes };
}

function troubleWith(
  mode: TicMode,
  { quality, frames }: HeardInMode,
  expected: TicMode | undefined,
): PortTrouble | undefined {
  const { share } = refusedGroups(lineCounts(frames.length, quality));
  const mostly = commonestFault(quality.faults);
  const percent = Math.round(share * 100);
  const isPoor = share > POOR_SHARE && mostly !== undefined;
  if (isPoor && mostly === 'parity') return { kind: 'parity', percent };
  if (expected !== undefined && expected !== mode) return { kind: 'otherMode', found: mode, expected };
  if (isPoor) return { kind: 'refused', percent, mostly };
  if (frames.length > 0) return undefined;
  return { kind: 'noFrame', mode, lacks: quality.faults.unaddressed ? 'number' : 'bounds' };
}

/** Decoded in the wrong mode, every group is malformed, so the mode with fewer malformed groups is the right one. */
function troubleOfNoise({ heard }: HeardAtSpeed): PortTrouble {
  const malformedIn = (mode: TicMode) => heard[mode].quality.faults.malformed ?? 0;
  const [mode] = MODES.toSorted((a, b) => malformedIn(a) - malformedIn(b));
  const mostly = mode && commonestFault(heard[mode].quality.faults);
  return mostly === undefined || mostly === 'parity'
    ? { kind: 'parity', percent: 100 }
    : { kind: 'refused', percent: 100, mostly };
}
