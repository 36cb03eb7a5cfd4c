import type { TicMode } from '../reading.ts';
import type { SourceError } from '../source/source.ts';
import { accountOf, commonestIn, refusedOf } from './account.ts';
import type { Heard, Hearing } from './hearing.ts';
import type { Trouble } from './trouble.ts';

/** What a line turned out to be: `noise` has the right speed, and no group that is whole; `garbage` not even that. */
export type Verdict =
  | { readonly kind: 'broken'; readonly error: SourceError }
  | { readonly kind: 'silent'; readonly seconds: number }
  | { readonly kind: 'garbage' | 'noise'; readonly bytes: number }
  /** It can be read; `trouble` says if not well enough. */
  | { readonly kind: 'readable'; readonly mode: TicMode; readonly heard: Heard; readonly trouble?: Trouble };

/** Past this share of refused groups a line is poor: the plugin's own measure. */
const POOR_SHARE = 0.05;
/** At the wrong speed half of all characters have the right parity, by chance. */
const SURELY_RIGHT_SPEED = 0.75;

/**
 * What was heard at one speed after the other comes to.
 * @param expected the mode that the user has set
 */
export function verdictOn(hearings: readonly Hearing[], expected: TicMode | undefined): Verdict {
  const takes = hearings.flatMap(({ heard }) => [
    { mode: 'historique' as const, heard: heard.historique },
    { mode: 'standard' as const, heard: heard.standard },
  ]);
  const [best] = takes.toSorted((a, b) => b.heard.quality.accepted - a.heard.quality.accepted);
  if (best && best.heard.quality.accepted > 0) {
    const trouble = troubleWith(best.mode, best.heard, expected);
    return { kind: 'readable', ...best, ...(trouble && { trouble }) };
  }
  const error = hearings.find((hearing) => hearing.error !== undefined)?.error;
  if (error) return { kind: 'broken', error };
  const bytes = hearings.reduce((sum, hearing) => sum + hearing.bytes, 0);
  if (bytes === 0) return { kind: 'silent', seconds: Math.round(Math.max(...hearings.map(({ seconds }) => seconds))) };
  return { kind: hearings.some(({ evenShare = 0 }) => evenShare >= SURELY_RIGHT_SPEED) ? 'noise' : 'garbage', bytes };
}

function troubleWith(mode: TicMode, { quality, frames }: Heard, expected: TicMode | undefined): Trouble | undefined {
  const { share } = refusedOf(accountOf(frames.length, quality));
  const mostly = commonestIn(quality.faults);
  const percent = Math.round(share * 100);
  const isPoor = share > POOR_SHARE && mostly !== undefined;
  if (isPoor && mostly === 'parity') return { kind: 'parity', percent };
  if (expected !== undefined && expected !== mode) return { kind: 'otherMode', found: mode, expected };
  return isPoor ? { kind: 'refused', percent, mostly } : undefined;
}
