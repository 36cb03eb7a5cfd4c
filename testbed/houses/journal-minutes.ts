import type { Minute } from '../../src/energy/minute.ts';
import type { Reading } from '../../src/reading/reading.ts';
import { CountedInMemory } from '../support/counted-in-memory.ts';

/** 2026-01-05T00:00:00Z, a Monday: when the monotonic clock of the houses is 0. */
export const FIRST_MS = 1_767_571_200_000;

/** The minutes that the journal makes of the readings of one meter, without a journal: a day of minutes takes no disk. */
export class JournalMinutes {
  readonly #counted = new CountedInMemory();

  add(reading: Reading): void {
    this.#counted.take(FIRST_MS + reading.monotonicMs, reading);
  }

  /** All minutes so far, oldest first, the one that has not ended included. */
  minutes(): readonly Minute[] {
    return this.#counted.minutes();
  }
}
