import type { SensorConfig } from '../config/config.ts';
import { mostLoadedA, type Reading } from '../reading.ts';
import type { Threshold } from './threshold.ts';

/** A state is a level of 1 or 0, and counts at once. */
const STATE: Threshold = { above: 0, hysteresis: 0, delayOnMs: 0, delayOffMs: 0 };

export function thresholdOf(sensor: SensorConfig): Threshold {
  if (!('above' in sensor)) return STATE;
  const { above, hysteresis, delayOn, delayOff } = sensor;
  return { above, hysteresis, delayOnMs: delayOn * 1000, delayOffMs: delayOff * 1000 };
}

/**
 * What a sensor holds against its threshold: VA, A of the most loaded phase, % of the subscribed power, VA; 1 or 0 for a
 * state. Absent when the reading cannot tell, which is neither on nor off.
 */
export function sensedValueOf(when: SensorConfig['when'], reading: Reading): number | undefined {
  switch (when) {
    case 'power':
      return reading.apparentPowerVA;
    case 'current':
      return mostLoadedA(reading.currentA, reading.phases);
    case 'load':
      return percent(reading.apparentPowerVA, reading.subscribedVA);
    case 'injection':
      return reading.injectedPowerVA;
    default: {
      const state = stateOf(when, reading);
      return state === undefined ? undefined : Number(state);
    }
  }
}

type StateName = Exclude<SensorConfig['when'], 'power' | 'current' | 'load' | 'injection'>;

function stateOf(when: StateName, reading: Reading): boolean | undefined {
  const { offPeak, tariff, tempoToday, tempoTomorrow, peak, overload, dryContact } = reading;
  const absent = isWhole(reading) ? false : undefined;
  switch (when) {
    case 'offPeak':
      // A period of another name, as `TH..` or `HEURE WEEK-END`, is not an off-peak one.
      return offPeak ?? (tariff === undefined ? undefined : false);
    case 'tempoRed':
      return tempoToday ? tempoToday === 'red' : absent;
    case 'tempoWhite':
      return tempoToday ? tempoToday === 'white' : absent;
    case 'tempoRedTomorrow':
      return tempoTomorrow ? tempoTomorrow === 'red' : absent;
    case 'tempoWhiteTomorrow':
      return tempoTomorrow ? tempoTomorrow === 'white' : absent;
    case 'peak':
      return peak ? peak !== 'none' : absent;
    case 'overload':
      return overload;
    case 'dryContact':
      return dryContact && dryContact === 'closed';
  }
}

/**
 * Whether a colour or a peak that the reading lacks is not there, as tomorrow's colour after midnight. The status
 * register, which gives the dry contact, gives them all; so does a frame of which nothing was refused, if it is not a
 * short one, which has no tariff.
 */
function isWhole({ dryContact, tariff, frame }: Reading): boolean {
  return dryContact !== undefined || (tariff !== undefined && frame.refused === 0);
}

function percent(part: number | undefined, whole: number | undefined): number | undefined {
  return part === undefined || !whole ? undefined : (100 * part) / whole;
}
