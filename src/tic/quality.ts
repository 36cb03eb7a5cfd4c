import { type Fault, GROUP_FAULTS, type GroupFault } from './fault.ts';

/** A line is poor if more than this share of a minute's groups was refused. It is good again below half of it. */
export const POOR_SHARE = 0.05;
const GOOD_SHARE = POOR_SHARE / 2;
const MINUTE_MS = 60_000;
/** A minute with fewer groups is too short a sample. */
const MIN_GROUPS = 20;

export type FaultCounts = { readonly [K in Fault['kind']]?: number };

/** The groups of a line that were accepted, and why others were refused. */
export interface GroupCounts {
  readonly accepted: number;
  readonly faults: FaultCounts;
}

/** The number of refused groups, and their share from 0 to 1. */
export function refusedGroups({ accepted, faults }: GroupCounts): { readonly refused: number; readonly share: number } {
  const refused = faultsAmong(faults, GROUP_FAULTS);
  return { refused, share: refused === 0 ? 0 : refused / (refused + accepted) };
}

/** A share in whole percent: 100 only if it is all. */
export function percentOf(share: number): number {
  return share < 1 ? Math.min(99, Math.round(share * 100)) : 100;
}

/** How many of these faults there were. */
export function faultsAmong(faults: FaultCounts, kinds: readonly Fault['kind'][]): number {
  return kinds.reduce((total, kind) => total + (faults[kind] ?? 0), 0);
}

/** The most frequent reason for which groups were refused; undefined if none was. */
export function commonestFault(faults: FaultCounts): GroupFault['kind'] | undefined {
  const [first] = GROUP_FAULTS.toSorted((a, b) => (faults[b] ?? 0) - (faults[a] ?? 0));
  return first !== undefined && faults[first] ? first : undefined;
}

/**
 * The line became poor, or good again, in the last minute. `mostly`: the most frequent reason for which groups were
 * refused.
 */
export type QualityChange =
  | { readonly kind: 'poor'; readonly share: number; readonly mostly: GroupFault['kind'] }
  | { readonly kind: 'good' };

/** Counts the groups and faults of a line since the start, and checks its quality every minute. */
export class LineQuality {
  readonly #total: { [K in Fault['kind']]?: number } = {};
  #minute: { startMs: number; accepted: number; faults: { [K in Fault['kind']]?: number } } | undefined;
  #isPoor = false;
  #accepted = 0;

  /** Groups accepted since the start. */
  get accepted(): number {
    return this.#accepted;
  }

  /** How often each kind of fault has occurred since the start. */
  get faults(): FaultCounts {
    return this.#total;
  }

  /** Counts what was decoded from bytes that arrived at `nowMs`. Returns a change in the line's quality, if there is one. */
  count(accepted: number, faults: readonly Fault[], nowMs: number): QualityChange | undefined {
    const change = this.#endMinute(nowMs);
    const minute = this.#minute ?? { startMs: nowMs, accepted: 0, faults: {} };
    this.#minute = minute;
    minute.accepted += accepted;
    this.#accepted += accepted;
    for (const { kind } of faults) {
      this.#total[kind] = (this.#total[kind] ?? 0) + 1;
      minute.faults[kind] = (minute.faults[kind] ?? 0) + 1;
    }
    return change;
  }

  #endMinute(nowMs: number): QualityChange | undefined {
    const minute = this.#minute;
    if (!minute || nowMs - minute.startMs < MINUTE_MS) return undefined;
    this.#minute = undefined;

    const { refused, share } = refusedGroups(minute);
    return refused + minute.accepted < MIN_GROUPS ? undefined : this.#changeOf(share, commonestFault(minute.faults));
  }

  #changeOf(share: number, mostly: GroupFault['kind'] | undefined): QualityChange | undefined {
    if (!this.#isPoor && share > POOR_SHARE && mostly) {
      this.#isPoor = true;
      return { kind: 'poor', share, mostly };
    }
    if (this.#isPoor && share < GOOD_SHARE) {
      this.#isPoor = false;
      return { kind: 'good' };
    }
    return undefined;
  }
}
