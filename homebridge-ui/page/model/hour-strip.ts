import { type Hours, isInHours } from '../../../src/contract/hours.ts';
import { MINUTES_A_DAY } from '../../../src/hours.ts';

/** What the hours of a contract can be: `normal` are those of a peak-day contract that are not a peak. */
export type HourKind = 'offPeak' | 'normal' | 'peak' | 'mobile';

/** Minutes of one date, from midnight on, that are of one kind. */
export interface StripBlock {
  readonly kind: HourKind;
  readonly from: number;
  readonly to: number;
}

/**
 * The blocks of a date from midnight to midnight. The date is the one that a clock on the wall shows: what comes twice in autumn
 * stands there once, and what spring leaves out stands there too.
 * @param offPeak undefined for a contract, or a date, of which no off-peak hours are known
 * @param mobile the mobile peak, which goes over all others
 */
export function stripBlocks(offPeak: Hours | undefined, mobile: Hours = []): readonly StripBlock[] {
  const edges = [...(offPeak ?? []), ...mobile].flatMap(({ from, to }) => [from, to]);
  const inOrder = [...new Set([0, ...edges, MINUTES_A_DAY])].toSorted((one, other) => one - other);
  const blocks: StripBlock[] = [];
  for (const [index, from] of inOrder.slice(0, -1).entries()) {
    const [to, kind] = [inOrder[index + 1] ?? MINUTES_A_DAY, kindAt(from, offPeak, mobile)];
    const last = blocks.at(-1);
    if (last?.kind === kind) blocks[blocks.length - 1] = { ...last, to };
    else blocks.push({ kind, from, to });
  }
  return blocks;
}

function kindAt(minute: number, offPeak: Hours | undefined, mobile: Hours): HourKind {
  if (isInHours(mobile, minute)) return 'mobile';
  if (offPeak === undefined) return 'normal';
  return isInHours(offPeak, minute) ? 'offPeak' : 'peak';
}
