import { presentPeriods, type RegisterLine } from '../periods.ts';
import type { Reading } from '../reading.ts';
import type { ContractMemory } from './contract-memory.ts';
import {
  createFollowedContract,
  type FollowedContract,
  type FollowedReading,
  type UndatedLine,
} from './followed-contract.ts';
import { createMeterClock, type MeterTime } from './meter-time.ts';
import type { ContractNews } from './news.ts';

/**
 * Follows the contract of one meter, reading by reading, in their order. From the outside in: this waits for what the journal has
 * kept; `FollowedContract` notices another meter; `ContractParts` are what is followed of one meter; `createCalendar` puts together
 * what they know.
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
  /** Is called with all that is to be kept, when that has changed. */
  readonly keep: (memory: ContractMemory) => void;
  /** Is called with each new line of the history of the registers, once the wall clock is set. */
  readonly keepLine: (line: RegisterLine) => void;
}

/** How many of the readings before `learn` are gone through again then: five minutes of a meter that sends a frame a second. */
const MOST_EARLY = 300;
/** The bound keeps a source that makes names up from filling the memory. */
const MOST_LINES = 1_000;

interface EarlyReading {
  readonly reading: Reading;
  readonly time: MeterTime | undefined;
}

export function createContractFollower(options: ContractFollowerOptions): ContractFollower {
  const { wallAt, says, keep, keepLine } = options;
  const timeOf = createMeterClock(wallAt);
  /** The newest lines of the history of the registers. */
  let lines: readonly RegisterLine[] = [];
  /** Those that no clock has dated yet. */
  let undated: readonly UndatedLine[] = [];
  let contract = followedFrom(undefined);
  /** Undefined from `learn` on. */
  let early: EarlyReading[] | undefined = [];
  /** When the meter was read last before the start. */
  let lastReadMs: number | undefined;
  /** Whether a reading with a time has come since `learn`. */
  let isBegun = false;

  function followedFrom(memory: ContractMemory | undefined): FollowedContract {
    return createFollowedContract(memory ?? {}, (address) => presentPeriods(lines, address));
  }

  function take(reading: Reading, time: MeterTime | undefined): FollowedReading {
    const before = contract.memory;
    const since = early ? time : sinceStart(reading, time);
    const followed = contract.take(reading, since, () => wallAt(reading.monotonicMs) ?? time?.atMs);
    if (early) return followed;
    followed.news.forEach(says);
    if (followed.line) undated = [...undated, followed.line].slice(-MOST_LINES);
    keepDated();
    if (contract.memory !== before) keep(contract.memory);
    return followed;
  }

  /** The wall clock is set for all of them, or for none. */
  function keepDated(): void {
    for (const { sinceMonotonicMs, ...line } of undated) {
      const sinceMs = wallAt(sinceMonotonicMs);
      if (sinceMs === undefined) return;
      const dated = { ...line, sinceMs: Math.round(sinceMs) };
      lines = [...lines, dated].slice(-MOST_LINES);
      keepLine(dated);
    }
    undated = [];
  }

  /** The time of the first reading that has one tells how long it was since the last one before the start. */
  function sinceStart(reading: Reading, time: MeterTime | undefined): MeterTime | undefined {
    if (isBegun || !time) return time;
    isBegun = true;
    const gapMs = (wallAt(reading.monotonicMs) ?? Number.NaN) - (lastReadMs ?? Number.NaN);
    return { ...time, unseenMs: gapMs >= 0 ? gapMs : Number.POSITIVE_INFINITY };
  }

  return {
    follow(reading) {
      const time = timeOf(reading);
      early?.push({ reading, time });
      if (early && early.length > MOST_EARLY) early.shift();
      const { calendar, offPeakInMinutes } = take(reading, time);
      return { ...reading, calendar, ...(offPeakInMinutes !== undefined && { offPeakInMinutes }) };
    },
    learn(memory, keptLines = [], readLastMs) {
      const readings = early ?? [];
      lines = keptLines;
      contract = followedFrom(memory);
      early = undefined;
      lastReadMs = readLastMs;
      for (const { reading, time } of readings) take(reading, time);
    },
  };
}
