import { type Fault, isGroupFault } from './fault.ts';

/** Past this share of refused groups over a minute the line is poor; it is good again below half of it. */
export const POOR_SHARE = 0.05;
const GOOD_SHARE = POOR_SHARE / 2;
const MINUTE_MS = 60_000;
/** A minute with fewer groups says nothing about their share. */
const FEWEST_GROUPS = 20;

export type FaultCounts = { readonly [K in Fault['kind']]?: number };

/** How a minute went, when it changes what is known of the line. `mostly`: the commonest reason for refusing a group. */
export type QualityChange =
  | { readonly kind: 'poor'; readonly share: number; readonly mostly: Fault['kind'] }
  | { readonly kind: 'good' };

/** Counts what a line delivers, for life, and judges each minute. */
export class LineQuality {
  readonly #total: { [K in Fault['kind']]?: number } = {};
  #minute: { startMs: number; accepted: number; refused: { [K in Fault['kind']]?: number } } | undefined;
  #poor = false;
  #accepted = 0;

  /** Groups accepted since the start. */
  get accepted(): number {
    return this.#accepted;
  }

  /** How often each kind of fault came since the start. */
  get faults(): FaultCounts {
    return this.#total;
  }

  /** Takes the outcome of some bytes that arrived at `nowMs`; says when the line has become poor, or good again. */
  count(accepted: number, faults: readonly Fault[], nowMs: number): QualityChange | undefined {
    const verdict = this.#turnMinute(nowMs);
    const minute = this.#minute ?? { startMs: nowMs, accepted: 0, refused: {} };
    this.#minute = minute;
    minute.accepted += accepted;
    this.#accepted += accepted;
    for (const fault of faults) {
      this.#total[fault.kind] = (this.#total[fault.kind] ?? 0) + 1;
      if (isGroupFault(fault)) minute.refused[fault.kind] = (minute.refused[fault.kind] ?? 0) + 1;
    }
    return verdict;
  }

  #turnMinute(nowMs: number): QualityChange | undefined {
    const minute = this.#minute;
    if (!minute || nowMs - minute.startMs < MINUTE_MS) return undefined;
    this.#minute = undefined;

    const counts = Object.entries(minute.refused) as [Fault['kind'], number][];
    const refused = counts.reduce((sum, [, count]) => sum + count, 0);
    if (refused + minute.accepted < FEWEST_GROUPS) return undefined;
    const share = refused / (refused + minute.accepted);
    return this.#judge(share, counts);
  }

  #judge(share: number, counts: readonly [Fault['kind'], number][]): QualityChange | undefined {
    const [mostly] = counts.toSorted(([, a], [, b]) => b - a);
    if (!this.#poor && share > POOR_SHARE && mostly) {
      this.#poor = true;
      return { kind: 'poor', share, mostly: mostly[0] };
    }
    if (this.#poor && share < GOOD_SHARE) {
      this.#poor = false;
      return { kind: 'good' };
    }
    return undefined;
  }
}
