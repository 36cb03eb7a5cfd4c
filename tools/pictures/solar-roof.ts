import { DAY_MS, parisDayOf } from '../../src/base/paris-time.ts';
import { seededRandom } from '../../src/source/demo/seeded-random.ts';
import { HOUR_MS } from '../../testbed/support/time.ts';

const MIDWINTER = Date.UTC(2024, 11, 21) / DAY_MS;
/** When the sun is highest in Paris, in hours of UTC. */
const NOON_H = 11.9;
const WEATHER_SEED = 5;

/**
 * The power of a roof with solar panels at an instant, in W. Its curve reaches from sunrise to sunset, and each day has a weather
 * of its own.
 * @param midsummerW its power at noon on a clear day in June
 */
export function roofWAt(atMs: number, midsummerW: number): number {
  if (midsummerW === 0) return 0;
  const day = parisDayOf(atMs);
  const season = Math.cos(((day - MIDWINTER) / 365.25) * 2 * Math.PI);
  const hoursToSunset = 6.1 - 2 * season;
  const hoursFromNoon = (atMs % DAY_MS) / HOUR_MS - NOON_H;
  const height = Math.max(0, Math.cos((hoursFromNoon / hoursToSunset) * (Math.PI / 2)));
  return Math.abs(hoursFromNoon) < hoursToSunset ? midsummerW * (0.72 - 0.28 * season) * height * clearness(day) : 0;
}

/** What the clouds of a day let through. */
export function clearness(day: number): number {
  return 0.15 + 0.85 * seededRandom(WEATHER_SEED, day, 1)();
}
