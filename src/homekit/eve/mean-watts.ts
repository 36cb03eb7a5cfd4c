import { MINUTE_MS } from '../../base/paris-time.ts';
import { type Minute, meanVAOf } from '../../energy/minute.ts';

/** Minutes, and the stored minutes before and after them, from which it follows whether the first and the last one are whole. */
export interface MinutesWithNeighbours {
  readonly minutes: readonly Minute[];
  readonly before: Minute | undefined;
  readonly after: Minute | undefined;
}

/** With at least this many whole minutes, or Wh, the index is exact to 12 W or to 5 %. */
const ENOUGH_MINUTES = 5;
const ENOUGH_WH = 20;

/**
 * The mean power that was drawn in some minutes, in W; undefined if it is unknown.
 *
 * With a number as power factor it is the mean VA × that number. With `auto` it is calculated from the index, which counts active energy:
 * the energy of the whole minutes ÷ their time. Over ten whole minutes the error is at most 6 W, as the index counts whole Wh; and the
 * intervals of a day add up to what the index counted. A minute that an outage cut short has an unknown length, so it contributes its VA ×
 * the power factor of the whole minutes, and does not pull the mean down. The mean never exceeds the mean VA, as active power never exceeds
 * apparent power.
 */
export function meanWatts(some: MinutesWithNeighbours, powerFactor: 'auto' | number): number | undefined {
  const meanVA = meanVAOf(some.minutes);
  if (meanVA === undefined) return undefined;
  if (powerFactor !== 'auto') return meanVA * powerFactor;
  const whole = wholeMinutesOf(some);
  const energyWh = whole.reduce((sum, minute) => sum + (minute.energyWh ?? 0), 0);
  if (whole.length < ENOUGH_MINUTES && energyWh < ENOUGH_WH) return undefined;
  const meanVAOfWhole = meanVAOf(whole);
  const scale = meanVAOfWhole ? meanVA / meanVAOfWhole : 1;
  return Math.min(((energyWh * 60) / whole.length) * scale, meanVA);
}

/**
 * The minutes that have a power, and an energy that was counted over exactly sixty seconds. The minutes directly before and after show
 * this: the energy counts from the last frame of the minute before, and the meter did not fall silent within the minute.
 */
function wholeMinutesOf({ minutes, before, after }: MinutesWithNeighbours): readonly Minute[] {
  return minutes.filter(({ atMs, meanVA, energyWh }, index) => {
    const previous = index === 0 ? before : minutes[index - 1];
    const next = minutes[index + 1] ?? after;
    const isContinued = previous?.atMs === atMs - MINUTE_MS && next?.atMs === atMs + MINUTE_MS;
    return isContinued && previous.energyWh !== undefined && energyWh !== undefined && meanVA !== undefined;
  });
}
