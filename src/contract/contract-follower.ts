import type { RegisterLine } from '../reading/periods.ts';
import type { Reading } from '../reading/reading.ts';
import { type ContractAfter, contractAfter, contractFrom } from './contract-after.ts';
import type { ContractMemory } from './contract-memory.ts';
import type { ContractNews } from './news.ts';
import { isSame } from './same.ts';

/**
 * Follows the contract on one line, reading by reading, in order. All knowledge is in a `ContractState`, which `contractAfter` derives anew
 * with each reading; this supplies the wall clock, waits for what the journal has stored, and passes on what is new.
 */
export interface ContractFollower {
  /** The reading, completed with the contract's calendar as it is known by now. */
  follow(reading: Reading): Reading;
  /**
   * Continues from what the journal has stored; undefined if it has nothing. Before this call nothing is reported or stored, since news can
   * only be recognised by comparison with what was known. The readings received before the call are then processed again.
   * @param lines the history of the registers
   * @param lastReadMs when the meter was last read before the start, in milliseconds since 1970, if known
   */
  learn(memory: ContractMemory | undefined, lines?: readonly RegisterLine[], lastReadMs?: number): void;
}

export interface ContractFollowerOptions {
  /** The wall clock at a moment of the monotonic clock, in milliseconds since 1970; undefined while it is not set. */
  readonly wallAt: (monotonicMs: number) => number | undefined;
  readonly says: (news: ContractNews) => void;
  /** Called with everything that is to be stored when that has changed, but not while undated news wait to be reported. */
  readonly keep: (memory: ContractMemory) => void;
  /** Called with each new line of the register history, once the wall clock is set. */
  readonly keepLine: (line: RegisterLine) => void;
}

/** How many of the readings before `learn` are processed again: five minutes of a meter that sends a frame a second. */
const MOST_EARLY = 300;

export function createContractFollower({ wallAt, says, keep, keepLine }: ContractFollowerOptions): ContractFollower {
  let state = contractFrom();
  let kept = state.known;
  /** The readings before `learn`; undefined afterwards. */
  let early: readonly Reading[] | undefined = [];

  function take(reading: Reading): ContractAfter {
    const after = contractAfter(state, reading, wallAt(reading.monotonicMs));
    ({ state } = after);
    if (early) return after;
    after.news.forEach(says);
    after.lines.forEach(keepLine);
    // A restart would lose news that are not dated yet, so the memory must not be stored before them, or they would never be reported.
    if (state.running.undatedNews.length > 0 || isSame(state.known, kept)) return after;
    kept = state.known;
    keep(kept);
    return after;
  }

  return {
    follow(reading) {
      early = early && [...early, reading].slice(-MOST_EARLY);
      const { calendar, offPeakInMinutes } = take(reading);
      return { ...reading, calendar, offPeakInMinutes };
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
