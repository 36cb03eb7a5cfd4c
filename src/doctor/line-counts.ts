import type { Texts } from '../texts/texts.ts';
import { FRAME_FAULTS, GROUP_FAULTS } from '../tic/fault.ts';
import { faultsAmong, type GroupCounts, type LineQuality, refusedGroups } from '../tic/quality.ts';

/** What has come of a line: whole frames, accepted groups, and faults by their kind. */
export interface LineCounts extends GroupCounts {
  readonly frames: number;
}

export function lineCounts(frames: number, { accepted, faults }: LineQuality): LineCounts {
  return { frames, accepted, faults };
}

/** The counts in a sentence: how much came, how much of it was refused, and why. */
export function lineCountsText(counts: LineCounts, words: Texts['cli']['watch']): string {
  const { frames, accepted, faults } = counts;
  const { refused, share } = refusedGroups(counts);
  const lost = faultsAmong(faults, FRAME_FAULTS);
  const reasons = [...GROUP_FAULTS, ...FRAME_FAULTS].flatMap((kind) => {
    const count = faults[kind];
    return count ? [words.fault[kind](count)] : [];
  });
  return words.counts({ frames, accepted, refused, refusedPercent: share * 100, lost, reasons });
}
