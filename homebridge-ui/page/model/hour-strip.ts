import { type Hours, isInHours } from '../../../src/contract/date-hours.ts';
import { MINUTES_A_DAY } from '../../../src/reading/hours.ts';

/** The kinds of a contract's hours; `normal` are those of a peak-day contract outside a peak. */
export type HourKind = 'offPeak' | 'normal' | 'peak' | 'mobile';

/** A span of one date with hours of the same kind, in minutes after midnight. */
export interface StripBlock {
  readonly kind: HourKind;
  readonly from: number;
  readonly to: number;
}

/**
 * The blocks of a date from midnight to midnight, by the wall clock: the hour that occurs twice in autumn is shown once, and the hour that
 * spring skips is shown, too.
 * @param offPeak undefined for a contract, or a date, without known off-peak hours
 * @param mobile the mobile peak, which takes precedence over all others
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
