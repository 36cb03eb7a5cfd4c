import { beginningOfDay, dateOf, HOUR_MS, parisOffsetMs } from '../../src/base/paris-time.ts';
import { isMonthIn, type Months, type Outdoors } from './outdoors.ts';
import { type ColourOf, dayOfYear, isMonday, meanTemperatures, monthOf } from './paris-weather.ts';

const HOUR_S = 3600;
const DAY_S = 86_400;

/** It is warmest in the afternoon, by two to five K. */
const WARMEST_HOUR = 15;
const HALF_SWING_K = { mean: 3.5, seasonal: 1.5 };

/** A house is heated from October to May, below 17 °C, and its heating gives all it can at -9 °C. */
const HEATED: Months = [10, 5];
const BASE_C = 17;
const COLDEST_C = -9;
/** A heat pump gives so many times the energy that it draws: 3.5 at 7 °C, 2.1 at -9 °C. */
const timesOfPump = (celsius: number) => 2.87 + 0.09 * celsius;
/** Below this share of its power a heat pump stops and starts, so often. */
const LEAST_PUMPING = 0.35;
const PUMPING_CYCLE_S = 2700;

/** Panels in Paris that look to the south, tilted by 30°. */
const LATITUDE = (48.8 * Math.PI) / 180;
const TILT = (30 * Math.PI) / 180;
/** At noon in Paris a clock of winter time shows so much. */
const NOON_HOUR = 12.85;

/** A year outside a house in Paris, by its days since 1970-01-01. */
export class ParisYear implements Outdoors {
  readonly firstDay: number;
  readonly days: number;
  readonly colourOf: ColourOf;
  readonly colderK: number;
  readonly #days: readonly OutdoorDay[];

  /**
   * @param firstDay a Monday, since a house's life begins on one
   * @param colderK how much colder than the normals the winter is
   */
  constructor(firstDay: number, days: number, colourOf: ColourOf, colderK = 0) {
    if (!isMonday(firstDay)) throw new RangeError(`${dateOf(firstDay)} is no Monday`);
    this.firstDay = firstDay;
    this.days = days;
    this.colourOf = colourOf;
    this.colderK = colderK;
    const all = Array.from({ length: days }, (_, nth) => firstDay + nth);
    this.#days = meanTemperatures(all, colourOf, colderK).map((meanC, nth) => outdoorDay(firstDay + nth, meanC));
  }

  /** The mean temperature of a day, in °C. */
  readonly meanC = (day: number): number => this.#at(day - this.firstDay).meanC;

  heat(second: number): number {
    if (!this.isIn(HEATED, second)) return 0;
    return Math.min(1, Math.max(0, (BASE_C - this.#celsius(second)) / (BASE_C - COLDEST_C)));
  }

  pumping(second: number): number {
    const share = (this.heat(second) * timesOfPump(COLDEST_C)) / timesOfPump(this.#celsius(second));
    if (share >= LEAST_PUMPING) return share;
    return second % PUMPING_CYCLE_S < (PUMPING_CYCLE_S * share) / LEAST_PUMPING ? LEAST_PUMPING : 0;
  }

  sun(second: number): number {
    const { declination, noonHour } = this.#at(Math.floor(second / DAY_S));
    const angle = ((((second / HOUR_S) % 24) - noonHour) / 24) * 2 * Math.PI;
    const height = sineOfHeight(declination, angle, LATITUDE);
    if (height <= 0) return 0;
    // The thicker the air that light crosses, the less of it is left (Meinel's formula).
    const light = 1.353 * 0.7 ** (height ** -0.678);
    return Math.max(0, light * sineOfHeight(declination, angle, LATITUDE - TILT));
  }

  isIn(months: Months, second: number): boolean {
    return isMonthIn(months, this.#at(Math.floor(second / DAY_S)).month);
  }

  #celsius(second: number): number {
    const nth = Math.floor(second / DAY_S);
    const hour = (second / HOUR_S) % 24;
    const { meanC, halfSwingK } = this.#at(nth);
    const near = this.#at(hour < 12 ? nth - 1 : nth + 1).meanC;
    const slowly = meanC + (near - meanC) * (Math.abs(hour - 12) / 24);
    return slowly + halfSwingK * Math.cos(((hour - WARMEST_HOUR) / 24) * 2 * Math.PI);
  }

  /** Before the first day it is as on that, and after the last day as on that. */
  #at(nth: number): OutdoorDay {
    return this.#days[Math.min(this.#days.length - 1, Math.max(0, nth))] as OutdoorDay;
  }
}

interface OutdoorDay {
  readonly month: number;
  readonly meanC: number;
  readonly halfSwingK: number;
  /** The sun's, in radians. */
  readonly declination: number;
  /** When a clock shows that the sun is highest. */
  readonly noonHour: number;
}

function outdoorDay(day: number, meanC: number): OutdoorDay {
  const summer = -Math.cos(((dayOfYear(day) + 10) / 365) * 2 * Math.PI);
  return {
    month: monthOf(day),
    meanC,
    halfSwingK: HALF_SWING_K.mean + HALF_SWING_K.seasonal * summer,
    declination: (23.4 * Math.PI * summer) / 180,
    noonHour: NOON_HOUR + parisOffsetMs(beginningOfDay(day) + 12 * HOUR_MS) / HOUR_MS - 1,
  };
}

function sineOfHeight(declination: number, angle: number, latitude: number): number {
  return Math.sin(latitude) * Math.sin(declination) + Math.cos(latitude) * Math.cos(declination) * Math.cos(angle);
}
