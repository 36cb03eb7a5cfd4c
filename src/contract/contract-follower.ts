import type { Reading } from '../reading.ts';
import type { ContractMemory } from './contract-memory.ts';
import type { ContractNews } from './news.ts';

/** Follows the contract of one meter, reading by reading, in their order. */
export interface ContractFollower {
  /** The reading with what is known of the contract's calendar by now. */
  follow(reading: Reading): Reading;
  /**
   * Goes on from what the journal has kept; undefined where it has nothing. Nothing is said, and nothing is kept, before this is
   * called: what is new can only be told beside what was known.
   */
  learn(memory: ContractMemory | undefined): void;
}

export interface ContractFollowerOptions {
  /** The wall clock at a moment of the monotonic clock, in milliseconds since 1970; undefined while it is not set. */
  readonly wallAt: (monotonicMs: number) => number | undefined;
  readonly says: (news: ContractNews) => void;
  /** Is called with all that is to be kept, when that has changed. */
  readonly keep: (memory: ContractMemory) => void;
}
