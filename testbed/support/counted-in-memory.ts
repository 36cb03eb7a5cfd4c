import { parisDayOf } from '../../src/base/paris-time.ts';
import { countedDay } from '../../src/energy/counted-day.ts';
import type { CountedDay } from '../../src/energy/day.ts';
import { followFrame, type MeterState } from '../../src/energy/meter-state.ts';
import { type Minute, minuteOf } from '../../src/energy/minute.ts';
import { addReading, emptyMinute, type MinuteCount, minuteFrom } from '../../src/energy/minute-count.ts';
import { changesOfPeriod } from '../../src/energy/register-history.ts';
import type { RegisterLine } from '../../src/reading/periods.ts';
import type { Reading } from '../../src/reading/reading.ts';

/** Counts the readings of one meter into minutes and days as the journal does, but in memory, which takes no disk and less time. */
export class CountedInMemory {
  readonly #minutes = new Map<number, MinuteCount>();
  readonly #dayWh = new Map<number, number>();
  #state: MeterState = { chain: undefined, told: {}, dayWh: 0, lastWh: 0 };
  #present = { minute: Number.NaN, day: Number.NaN };

  /** @param atMs the wall time of the reading, in milliseconds since 1970 */
  take(atMs: number, reading: Reading): void {
    const minute = minuteOf(atMs);
    if (minute !== this.#present.minute) this.#present = { minute, day: parisDayOf(atMs) };
    const { day } = this.#present;
    const before = { ...this.#state, dayWh: this.#dayWh.get(day) ?? 0 };
    const { state, increment } = followFrame(before, atMs, reading);
    this.#state = state;
    this.#dayWh.set(day, state.dayWh);
    const count = this.#minutes.get(minute) ?? emptyMinute(minute);
    this.#minutes.set(minute, count);
    addReading(count, reading, increment);
    count.told = state.told;
  }

  /** All minutes so far, oldest first, the one that has not ended included. */
  minutes(): readonly Minute[] {
    return [...this.#minutes.values()].toSorted((one, other) => one.minute - other.minute).map(minuteFrom);
  }

  /** All days so far, oldest first. */
  days(lines: readonly RegisterLine[] = []): readonly CountedDay[] {
    const byDay = Map.groupBy(this.minutes(), ({ atMs }) => parisDayOf(atMs));
    return Array.from(byDay, ([day, minutes]) => countedDay(day, minutes, changesOfPeriod(lines)));
  }
}
