import type { Texts } from '../texts/texts.ts';
import type { FaultCounts, LineQuality } from '../tic/quality.ts';

/** What a line has delivered so far: frames, groups accepted, and what was refused by its kind. */
export interface LineCounts {
  readonly frames: number;
  readonly accepted: number;
  readonly faults: FaultCounts;
}

/** Of whole frames, not of groups. */
const OF_FRAMES = ['interrupted', 'cut', 'merged', 'unaddressed', 'endless'] as const;
const OF_GROUPS = ['parity', 'checksum', 'malformed', 'form', 'overlong'] as const;

export function lineCounts(frames: number, { accepted, faults }: LineQuality): LineCounts {
  return { frames, accepted, faults };
}

/** The share of refused groups, 0 to 1, and how many they are. */
export function refusedGroups({ accepted, faults }: LineCounts): { readonly refused: number; readonly share: number } {
  const refused = sum(faults, OF_GROUPS);
  return { refused, share: refused === 0 ? 0 : refused / (refused + accepted) };
}

/** The account in a sentence: how much came, how much of it was refused, and why. */
export function lineCountsText(account: LineCounts, words: Texts['cli']['watch']): string {
  const { frames, accepted, faults } = account;
  const { refused, share } = refusedGroups(account);
  const lost = sum(faults, OF_FRAMES);
  const reasons = [...OF_GROUPS, ...OF_FRAMES].flatMap((kind) => {
    const count = faults[kind];
    return count ? [words.fault[kind](count)] : [];
  });
  return words.counts({ frames, accepted, refused, refusedPercent: share * 100, lost, reasons });
}

function sum(faults: FaultCounts, kinds: readonly (keyof FaultCounts)[]): number {
  return kinds.reduce((total, kind) => total + (faults[kind] ?? 0), 0);
}

/** The commonest reason for refusing a group. */
export function commonestFault(faults: FaultCounts): (typeof OF_GROUPS)[number] | undefined {
  const [first] = OF_GROUPS.toSorted((a, b) => (faults[b] ?? 0) - (faults[a] ?? 0));
  return first !== undefined && faults[first] ? first : undefined;
}
