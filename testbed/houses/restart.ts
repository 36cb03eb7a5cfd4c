import type { TicMode } from '../../src/reading/reading.ts';
import { createWattmeter, type Wattmeter } from '../../src/watts/wattmeter.ts';
import type { House } from './house.ts';
import type { Told } from './house-meter.ts';
import { JournalMinutes } from './journal-minutes.ts';
import { live } from './life.ts';

/** What a restarted wattmeter told within its first minute. */
export interface Restarted {
  /** After how many seconds W were known for the first time; absent when they were not within ten minutes. */
  readonly knownAfterS?: number;
  /**
   * The mean error within the first minute, from when W were known, and that of a wattmeter which was not restarted.
   * Absent when W were not known within it.
   */
  readonly firstMinute?: { readonly errorW: number; readonly goingOnErrorW: number };
}

const MINUTE_S = 60;
const HOUR_S = 3600;
const DAY_S = 86_400;
const WATCHED_S = 600;

/** Restarts every two hours of the second day. Each restarted wattmeter learns from the journal's minutes alone. */
export function restarts(house: House, mode: TicMode, seed = 1): readonly Restarted[] {
  const minutes = new JournalMinutes();
  const goingOn = createWattmeter('auto');
  const watches: Watch[] = [];
  let nextAtS = DAY_S + HOUR_S / 2;
  const take = (told: Told): void => {
    if (told.second >= nextAtS) {
      const wattmeter = createWattmeter('auto');
      wattmeter.learn(minutes.minutes());
      watches.push(new Watch(wattmeter, told.second));
      nextAtS += 2 * HOUR_S;
    }
    const goingOnW = goingOn.measure(told.reading).activePowerW;
    for (const watch of watches) watch.take(told, goingOnW);
    minutes.add(told.reading);
  };
  live(house, 2, [{ mode, take }], seed);
  return watches.map((watch) => watch.end());
}

class Watch {
  readonly #wattmeter: Wattmeter;
  readonly #fromS: number;
  #knownAfterS: number | undefined;
  #count = 0;
  #sumW = 0;
  #goingOnSumW = 0;

  constructor(wattmeter: Wattmeter, fromS: number) {
    this.#wattmeter = wattmeter;
    this.#fromS = fromS;
  }

  take({ reading, second, activeW }: Told, goingOnW: number | undefined): void {
    if (second >= this.#fromS + WATCHED_S) return;
    const watts = this.#wattmeter.measure(reading).activePowerW;
    if (watts === undefined) return;
    this.#knownAfterS ??= second - this.#fromS;
    if (second >= this.#fromS + MINUTE_S) return;
    this.#count += 1;
    this.#sumW += Math.abs(watts - activeW);
    this.#goingOnSumW += Math.abs((goingOnW ?? Number.NaN) - activeW);
  }

  end(): Restarted {
    return {
      ...(this.#knownAfterS !== undefined && { knownAfterS: this.#knownAfterS }),
      ...(this.#count > 0 && {
        firstMinute: { errorW: this.#sumW / this.#count, goingOnErrorW: this.#goingOnSumW / this.#count },
      }),
    };
  }
}
