import type { RegisterLine } from '../periods.ts';
import type { Reading } from '../reading.ts';
import { type ContractAfter, contractAfter, contractFrom } from './contract-after.ts';
import type { ContractMemory } from './contract-memory.ts';
import type { ContractNews } from './news.ts';
import { isSame } from './same.ts';

/**
 * Follows the contract on one line, reading by reading, in their order. All that it knows is in a `ContractState`, which
 * `contractAfter` makes anew with each reading; this brings the wall clock, waits for what the journal has kept, and hands out what is
 * new.
 */
export interface ContractFollower {
  /** The reading with what is known of the contract's calendar by now. */
  follow(reading: Reading): Reading;
  /**
   * Goes on from what the journal has kept; undefined where it has nothing. Nothing is said, and nothing is kept, before this is
   * called: what is new can only be told beside what was known. The readings that came before are gone through again then.
   * @param lines the history of the registers
   * @param lastReadMs when the meter was read last before the start, in milliseconds since 1970, where that is known
   */
  learn(memory: ContractMemory | undefined, lines?: readonly RegisterLine[], lastReadMs?: number): void;
}

export interface ContractFollowerOptions {
  /** The wall clock at a moment of the monotonic clock, in milliseconds since 1970; undefined while it is not set. */
  readonly wallAt: (monotonicMs: number) => number | undefined;
  readonly says: (news: ContractNews) => void;
  /** Is called with all that is to be kept, when that has changed, and nothing of it is to be said that no clock has dated yet. */
  readonly keep: (memory: ContractMemory) => void;
  /** Is called with each new line of the history of the registers, once the wall clock is set. */
  readonly keepLine: (line: RegisterLine) => void;
}

/** How many of the readings before `learn` are gone through again then: five minutes of a meter that sends a frame a second. */
const MOST_EARLY = 300;

export function createContractFollower({ wallAt, says, keep, keepLine }: ContractFollowerOptions): ContractFollower {
  let state = contractFrom();
  let kept = state.known;
  /** The readings before `learn`; undefined from then on. */
  let early: readonly Reading[] | undefined = [];

  function take(reading: Reading): ContractAfter {
    const after = contractAfter(state, reading, wallAt(reading.monotonicMs));
    ({ state } = after);
    if (early) return after;
    after.news.forEach(says);
    after.lines.forEach(keepLine);
    // A restart would forget news that are not dated yet, so that what they follow from is not kept before them.
    if (state.running.undatedNews.length > 0 || isSame(state.known, kept)) return after;
    kept = state.known;
    keep(kept);
    return after;
  }

  return {
    follow(reading) {
      early = early && [...early, reading].slice(-MOST_EARLY);
      const { calendar, offPeakInMinutes } = take(reading);
      return { ...reading, calendar, ...(offPeakInMinutes !== undefined && { offPeakInMinutes }) };
    },
    learn(memory, lines, lastReadMs) {
      const readings = early ?? [];
      early = undefined;
      state = contractFrom(memory, lines, lastReadMs);
      kept = state.known;
      readings.forEach(take);
    },
  };
}
