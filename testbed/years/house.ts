import type { Reading } from '../../src/reading/reading.ts';
import { seededRandom } from '../../src/source/demo/seeded-random.ts';
import { HOUR_MS, MINUTE_MS } from '../support/time.ts';
import { momentOf, type WallClock, wallClock } from './wall-clock.ts';
import { type MeterContract, type MeterState, YearMeter } from './year-meter.ts';

/** From a moment on a house has this meter with this contract. */
export interface Stay extends MeterContract {
  /** As a clock in Paris shows it: `2024-05-14 15:20:00`. */
  readonly from: string;
}

export interface House {
  /** The slug of its meter. */
  readonly meter: string;
  readonly seed: number;
  readonly isProducer?: boolean;
  /** By time. */
  readonly stays: readonly [Stay, ...Stay[]];
  readonly until: string;
  /** When the plugin was not running, besides one night in forty. */
  readonly absences: readonly (readonly [string, string])[];
  /** When its main switch is off; never, unless given. */
  readonly off?: readonly (readonly [string, string])[];
  /** The least and the most minutes from one frame to the next. */
  readonly frameMinutes: readonly [number, number];
  /** When frames come, in the order of time, where `frameMinutes` do not say it. Then no night is missing. */
  readonly moments?: readonly number[];
}

/** A frame that the plugin read, and what stood on the meter. */
export interface Sight extends MeterState {
  readonly meter: string;
  readonly atMs: number;
  readonly reading: Reading;
}

/** The life of a house. */
export interface Life {
  /** What the plugin read, by time. It can be read once. */
  readonly sights: Generator<Sight, void>;
  /** The mean power drawn in the hour that begins at a moment, in W. It is known once the sights have come so far. */
  meanW(hourBeganMs: number): number;
}

const NEAR_MS = 2 * MINUTE_MS;
/** The first index of each meter or contract in turn, in Wh: so far apart that no energy could be the difference. */
const FIRST_WH = [301_234_567, 101_234_567, 401_234_567, 201_234_567];

export function lifeOf(house: House): Life {
  const moments = house.moments?.values();
  let momentMs = 0;
  const random = seededRandom(house.seed);
  const meters = new Map<string, YearMeter>();
  const absences = momentsOf(house.absences);
  const off = momentsOf(house.off ?? []);

  function meterOf(stay: Stay, nth: number): YearMeter {
    const firstWh = FIRST_WH[nth % FIRST_WH.length] as number;
    const known = meters.get(stay.address);
    known?.change(stay, firstWh);
    const meter = known ?? new YearMeter(stay, house.isProducer ?? false, firstWh);
    meters.set(stay.address, meter);
    return meter;
  }

  function isAway(atMs: number): boolean {
    return isWithin(atMs, absences) || (moments === undefined && isNightOff(house.seed, wallClock(atMs)));
  }

  function* sights(): Generator<Sight, void> {
    let atMs = momentOf(house.stays[0].from);
    for (const [nth, stay] of house.stays.entries()) {
      const endMs = momentOf(house.stays[nth + 1]?.from ?? house.until);
      const meter = meterOf(stay, nth);
      while (atMs < endMs) {
        const nextMs = Math.min(moments ? nextMoment(atMs) : nextFrame(atMs), endMs);
        const watts = wattsAt(wallClock(atMs), house, random);
        meter.count(atMs, nextMs, isWithin(atMs, off) ? 0 : watts);
        atMs = nextMs;
        if (atMs < endMs && !isAway(atMs))
          yield { meter: house.meter, atMs, reading: meter.reading(atMs), ...meter.state() };
      }
    }
  }

  function nextMoment(atMs: number): number {
    while (momentMs <= atMs) momentMs = moments?.next().value ?? Number.POSITIVE_INFINITY;
    return momentMs;
  }

  /** In one night of eight a frame comes shortly before and after each full hour, as it always does in a real house. */
  function nextFrame(atMs: number): number {
    const [least, most] = house.frameMinutes;
    const nextMs = atMs + Math.floor((least + random() * (most - least)) * MINUTE_MS);
    if (!isListenedTo(house.seed, wallClock(atMs))) return nextMs;
    const hourMs = Math.ceil((atMs + 1) / HOUR_MS) * HOUR_MS;
    const shortMs = Math.floor((0.1 + random() * 1.8) * MINUTE_MS);
    if (atMs >= hourMs - NEAR_MS) return hourMs + shortMs;
    return nextMs < hourMs - NEAR_MS ? nextMs : hourMs - shortMs;
  }

  return {
    sights: sights(),
    meanW: (hourBeganMs) => {
      const hour = hourBeganMs / HOUR_MS;
      return [...meters.values()].reduce((sum, { drawnByHour }) => sum + (drawnByHour.get(hour) ?? 0), 0) / HOUR_MS;
    },
  };
}

function momentsOf(times: House['absences']): readonly (readonly [fromMs: number, toMs: number])[] {
  return times.map(([from, to]) => [momentOf(from), momentOf(to)]);
}

function isWithin(atMs: number, times: readonly (readonly [fromMs: number, toMs: number])[]): boolean {
  return times.some(([from, to]) => atMs >= from && atMs < to);
}

/** Whole W: little at night, a lot on some evenings, heating in winter, and at noon the sun on the roof of a producer. */
function wattsAt({ date, hour }: WallClock, { isProducer, stays }: House, random: () => number): number {
  const month = Number(date.slice(5, 7));
  if (hour >= 22.3 || hour < 6) return 150 + ((Date.parse(date) / 86_400_000) % 120) + Math.floor(random() * 60);
  const heating = month <= 3 || month >= 11 ? 900 : 0;
  const used = 200 + heating * random() + 1_800 * random() ** 3 + (random() < 0.004 ? 3_000 : 0);
  const sun = isProducer ? 2_600 * Math.max(0, Math.sin(((hour - 7) / 12) * Math.PI)) * random() : 0;
  return Math.floor(Math.min(used - sun, (stays[0].subscribedKVA - 1) * 1_000));
}

function isNightOff(seed: number, { date, hour }: WallClock): boolean {
  if (hour >= 6.7 && hour < 22.8) return false;
  const evening = Date.parse(date) / 86_400_000 - (hour < 12 ? 1 : 0);
  return seededRandom(seed, evening, 1)() < 1 / 40;
}

function isListenedTo(seed: number, { date, hour }: WallClock): boolean {
  if (hour >= 6.2 && hour < 22.4) return false;
  const evening = Date.parse(date) / 86_400_000 - (hour < 12 ? 1 : 0);
  return seededRandom(seed, evening, 2)() < 1 / 8;
}
