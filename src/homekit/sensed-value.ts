import type { MeasuredQuantity, SensorConfig } from '../config/config.ts';
import { mostLoadedA, type Reading } from '../reading.ts';
import type { Threshold } from './threshold.ts';

/** For a sensor that senses a state, as a value of 1 or 0: on at 1, off at 0, without delay. */
const STATE_THRESHOLD: Threshold = { above: 0, hysteresis: 0, delayOnMs: 0, delayOffMs: 0 };

/** The threshold that the value of `sensedValueOf` is compared with. */
export function thresholdOf(sensor: SensorConfig): Threshold {
  if (!('above' in sensor)) return STATE_THRESHOLD;
  const { above, hysteresis, delayOn, delayOff } = sensor;
  return { above, hysteresis, delayOnMs: delayOn * 1000, delayOffMs: delayOff * 1000 };
}

/**
 * The value that a sensor compares with its threshold: VA for `power`, `injection` and `surplus`, A of the most loaded
 * phase for `current`, % of the subscribed power for `load`, and 1 or 0 for a state. Undefined when the reading does not tell,
 * which is neither on nor off.
 */
export function sensedValueOf(when: SensorConfig['when'], reading: Reading): number | undefined {
  switch (when) {
    case 'power':
      return reading.apparentPowerVA;
    case 'current':
      // Unlike a tile, a sensor does not remember how many phases the meter has. Where a damaged reading does not show
      // it, the sensor has no value, and waits for the next reading.
      return mostLoadedA(reading.currentA, reading.phases);
    case 'load':
      return percentage(reading.apparentPowerVA, reading.subscribedVA);
    case 'injection':
      return reading.injectedPowerVA;
    case 'surplus':
      // Of an estimate, `least` stays 0 up to 1 A, while `about` is above 0 as soon as the meter shows 1 A to the grid.
      return reading.injectedPowerVA ?? reading.surplusVA?.about;
    default: {
      const state = stateOf(when, reading);
      return state === undefined ? undefined : Number(state);
    }
  }
}

type StateName = Exclude<SensorConfig['when'], MeasuredQuantity>;

function stateOf(when: StateName, reading: Reading): boolean | undefined {
  const { offPeak, tariff, tempoToday, tempoTomorrow, peak, overload, dryContact } = reading;
  const ifAbsent = isAbsenceKnown(reading) ? false : undefined;
  switch (when) {
    case 'offPeak':
      // Any tariff period that is not known to be off-peak is not, such as `TH..` or `HEURE WEEK-END`.
      return offPeak ?? (tariff === undefined ? undefined : false);
    case 'tempoRed':
      return tempoToday ? tempoToday === 'red' : ifAbsent;
    case 'tempoWhite':
      return tempoToday ? tempoToday === 'white' : ifAbsent;
    case 'tempoRedTomorrow':
      return tempoTomorrow ? tempoTomorrow === 'red' : ifAbsent;
    case 'tempoWhiteTomorrow':
      return tempoTomorrow ? tempoTomorrow === 'white' : ifAbsent;
    case 'peak':
      return peak ? peak !== 'none' : ifAbsent;
    case 'overload':
      return overload;
    case 'dryContact':
      return dryContact && dryContact === 'closed';
  }
}

/**
 * Whether a Tempo colour or a peak that is absent from the reading does not exist, as tomorrow's colour before it is
 * announced. It does not exist when the status register (STGE), which holds all of them, was accepted: the reading then
 * has the dry contact, which comes from nowhere else. Nor does it in a frame with the tariff of which no group was
 * refused. (A short frame has no tariff.)
 */
function isAbsenceKnown({ dryContact, tariff, frame }: Reading): boolean {
  return dryContact !== undefined || (tariff !== undefined && frame.refused === 0);
}

function percentage(part: number | undefined, whole: number | undefined): number | undefined {
  return part === undefined || !whole ? undefined : (100 * part) / whole;
}
