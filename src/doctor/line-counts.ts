import type { Texts } from '../texts/texts.ts';
import { FRAME_FAULTS, GROUP_FAULTS } from '../tic/fault.ts';
import type { FaultCounts, LineQuality } from '../tic/quality.ts';

/** What has come of a line: whole frames, accepted groups, and faults by their kind. */
export interface LineCounts {
  readonly frames: number;
  readonly accepted: number;
  readonly faults: FaultCounts;
}

export function lineCounts(frames: number, { accepted, faults }: LineQuality): LineCounts {
  return { frames, accepted, faults };
}

/** The number of refused groups, and their share from 0 to 1. */
export function refusedGroups({ accepted, faults }: LineCounts): { readonly refused: number; readonly share: number } {
  const refused = sum(faults, GROUP_FAULTS);
  return { refused, share: refused === 0 ? 0 : refused / (refused + accepted) };
}

/** The counts in a sentence: how much came, how much of it was refused, and why. */
export function lineCountsText(counts: LineCounts, words: Texts['cli']['watch']): string {
  const { frames, accepted, faults } = counts;
  const { refused, share } = refusedGroups(counts);
  const lost = sum(faults, FRAME_FAULTS);
  const reasons = [...GROUP_FAULTS, ...FRAME_FAULTS].flatMap((kind) => {
    const count = faults[kind];
    return count ? [words.fault[kind](count)] : [];
  });
  return words.counts({ frames, accepted, refused, refusedPercent: share * 100, lost, reasons });
}

function sum(faults: FaultCounts, kinds: readonly (keyof FaultCounts)[]): number {
  return kinds.reduce((total, kind) => total + (faults[kind] ?? 0), 0);
}

/** The most frequent reason for which groups were refused; undefined if none was. */
export function commonestFault(faults: FaultCounts): (typeof GROUP_FAULTS)[number] | undefined {
  const [first] = GROUP_FAULTS.toSorted((a, b) => (faults[b] ?? 0) - (faults[a] ?? 0));
  return first !== undefined && faults[first] ? first : undefined;
}
