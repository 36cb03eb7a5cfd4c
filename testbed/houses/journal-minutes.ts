import type { Reading } from '../../src/reading.ts';
import type { LearnedMinute } from '../../src/watts/minute-lessons.ts';

/** 2026-01-05T00:00:00Z, a Monday. */
const FIRST_MS = 1_767_571_200_000;
const MINUTE_MS = 60_000;

/** Adds up the readings of a meter as the journal does (`journal/minute.ts`). */
export class JournalMinutes {
  readonly #ended: LearnedMinute[] = [];
  #minute = -1;
  #count = 0;
  #sumVA = 0;
  #leastVA = 0;
  #greatestVA = 0;
  /** The last index of the minute before, or the first one of this minute when there is none. */
  #beganAtWh: number | undefined;
  #lastWh: number | undefined;

  add({ monotonicMs, apparentPowerVA, importedWh }: Reading): void {
    const minute = Math.floor(monotonicMs / MINUTE_MS);
    if (minute !== this.#minute) this.#begin(minute, importedWh);
    this.#lastWh = importedWh ?? this.#lastWh;
    if (apparentPowerVA === undefined) return;
    this.#leastVA = this.#count === 0 ? apparentPowerVA : Math.min(this.#leastVA, apparentPowerVA);
    this.#greatestVA = Math.max(this.#greatestVA, apparentPowerVA);
    this.#sumVA += apparentPowerVA;
    this.#count += 1;
  }

  /** All minutes so far, oldest first, the one that has not ended included. */
  minutes(): readonly LearnedMinute[] {
    return this.#count > 0 ? [...this.#ended, this.#present()] : this.#ended;
  }

  #begin(minute: number, importedWh: number | undefined): void {
    if (this.#count > 0) this.#ended.push(this.#present());
    this.#beganAtWh = minute === this.#minute + 1 ? (this.#lastWh ?? importedWh) : importedWh;
    this.#minute = minute;
    this.#count = 0;
    this.#sumVA = 0;
    this.#greatestVA = 0;
  }

  #present(): LearnedMinute {
    return {
      atMs: FIRST_MS + this.#minute * MINUTE_MS,
      count: this.#count,
      meanVA: this.#sumVA / this.#count,
      leastVA: this.#leastVA,
      greatestVA: this.#greatestVA,
      ...(this.#lastWh !== undefined && this.#beganAtWh !== undefined && { energyWh: this.#lastWh - this.#beganAtWh }),
    };
  }
}
