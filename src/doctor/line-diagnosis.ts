import type { TicMode } from '../reading.ts';
import type { SourceError } from '../source/source.ts';
import { POOR_SHARE } from '../tic/quality.ts';
import { commonestFault, lineCounts, refusedGroups } from './line-counts.ts';
import type { HeardAtSpeed, HeardInMode } from './listen.ts';
import type { PortTrouble } from './port-trouble.ts';

/** What a line turned out to be: `noise` has the right speed, and no group that is whole; `garbage` not even that. */
export type LineDiagnosis =
  | { readonly kind: 'broken'; readonly error: SourceError; readonly bytes: number }
  | { readonly kind: 'silent'; readonly seconds: number }
  | { readonly kind: 'garbage'; readonly bytes: number }
  | { readonly kind: 'noise'; readonly trouble: PortTrouble }
  | ReadableLine;

/** It can be read; `trouble` says if not well enough, `broke` if not to the end. */
export interface ReadableLine {
  readonly kind: 'readable';
  readonly mode: TicMode;
  readonly heard: HeardInMode;
  readonly trouble?: PortTrouble;
  readonly broke?: { readonly error: SourceError; readonly bytes: number };
}

const MODES = ['historique', 'standard'] as const;
/** At the wrong speed half of all characters have the right parity, by chance. */
const SURELY_RIGHT_SPEED = 0.75;

/**
 * What was heard at one speed after the other comes to.
 * @param expected the mode that the user has set
 */
export function diagnoseLine(hearings: readonly HeardAtSpeed[], expected: TicMode | undefined): LineDiagnosis {
  const takes = hearings.flatMap(({ heard, error, bytes }) =>
    MODES.map((mode) => ({ mode, heard: heard[mode], ...(error && { broke: { error, bytes } }) })),
  );
  const [best] = takes.toSorted((a, b) => b.heard.quality.accepted - a.heard.quality.accepted);
  if (best && best.heard.quality.accepted > 0) {
    const trouble = troubleWith(best.mode, best.heard, expected);
    return { kind: 'readable', ...best, ...(trouble && { trouble }) };
  }
  const bytes = hearings.reduce((sum, hearing) => sum + hearing.bytes, 0);
  const error = hearings.find((hearing) => hearing.error !== undefined)?.error;
  if (error) return { kind: 'broken', error, bytes };
  if (bytes === 0) return { kind: 'silent', seconds: Math.round(Math.max(...hearings.map(({ seconds }) => seconds))) };
  const clear = hearings.find(({ evenShare = 0 }) => evenShare >= SURELY_RIGHT_SPEED);
  return clear ? { kind: 'noise', trouble: troubleOfNoise(clear) } : { kind: 'garbage', bytes };
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

/** Taken for the other mode, every group lacks its separator. */
function troubleOfNoise({ heard }: HeardAtSpeed): PortTrouble {
  const garbled = (mode: TicMode) => heard[mode].quality.faults.malformed ?? 0;
  const [mode] = MODES.toSorted((a, b) => garbled(a) - garbled(b));
  const mostly = mode && commonestFault(heard[mode].quality.faults);
  return mostly === undefined || mostly === 'parity'
    ? { kind: 'parity', percent: 100 }
    : { kind: 'refused', percent: 100, mostly };
}
