import { type Minute, meanVAOf } from '../../energy/minute.ts';
import { MINUTE_MS } from '../../paris-time.ts';

/** Minutes, and those that are stored before and after them, which show whether the first and the last one are whole. */
export interface MinutesWithNeighbours {
  readonly minutes: readonly Minute[];
  readonly before: Minute | undefined;
  readonly after: Minute | undefined;
}

/** From so many whole minutes on, or so many Wh, the index is exact to 12 W or to 5 %. */
const ENOUGH_MINUTES = 5;
const ENOUGH_WH = 20;

/**
 * The mean power that was drawn in some minutes, in W; undefined when it is unknown.
 *
 * With a number as power factor it is the mean VA × that number. With `auto` it is what the index counted, since it counts
 * active energy: the energy of the whole minutes ÷ their time. Of ten whole minutes it is wrong by 6 W at most, as the index
 * counts whole Wh, and the intervals of a day add up to what it counted. How long a minute lasted that an outage cut short
 * is unknown. So it counts with its VA and the power factor of the whole ones, and does not pull the mean down. The mean is
 * never above the mean VA, as active power is not.
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
 * The minutes that have a power, and an energy that was counted for sixty seconds. That shows by the minutes directly
 * before and after: the energy counts from the last frame of the one before, and the meter did not fall silent within the
 * minute.
 */
function wholeMinutesOf({ minutes, before, after }: MinutesWithNeighbours): readonly Minute[] {
  return minutes.filter(({ atMs, meanVA, energyWh }, index) => {
    const previous = index === 0 ? before : minutes[index - 1];
    const next = minutes[index + 1] ?? after;
    const isContinued = previous?.atMs === atMs - MINUTE_MS && next?.atMs === atMs + MINUTE_MS;
    return isContinued && previous.energyWh !== undefined && energyWh !== undefined && meanVA !== undefined;
  });
}
