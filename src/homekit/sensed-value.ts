import type {
  MirrorSensor,
  OffPeakSensor,
  ReadingSensor,
  StateSensor,
  TroubleSensor,
  VoltageSensor,
} from '../config/config.ts';
import { everyPhase, mostLoadedA, type Reading } from '../reading/reading.ts';
import type { Threshold } from './threshold.ts';

/** The threshold of a state, which is a value of 1 or 0: on at 1, off at 0, without delay. */
const STATE_THRESHOLD: Threshold = { above: 0, hysteresis: 0, delayOnMs: 0, delayOffMs: 0 };

/**
 * A sensor that is on ahead of off-peak hours stays on if these move away by up to this many minutes. The time comes from the meter's clock
 * or, if a frame lacks it, from this machine's clock, and the two differ.
 */
const LEAD_HYSTERESIS_MINUTES = 5;

/**
 * After a start the off-peak hours are known only once they have been read from the journal, which may take some seconds. Until then, their
 * absence does not turn off a sensor that was on ahead of them.
 */
const HOURS_KNOWN_WITHIN_MS = 60_000;

/** The threshold for the value of `sensedValueOf`, for the minutes of `mirrorBehind`, or for the number of troubles. */
export function thresholdOf(sensor: ReadingSensor | MirrorSensor | TroubleSensor): Threshold {
  if ('above' in sensor) {
    const { above, hysteresis, delayOn, delayOff } = sensor;
    return { above, hysteresis, delayOnMs: delayOn * 1000, delayOffMs: delayOff * 1000 };
  }
  if ('below' in sensor) {
    // Below a threshold is above its negative: `comparedV` negates the compared value.
    const { below, hysteresis, delayOn, delayOff } = sensor;
    return { above: -below, hysteresis, delayOnMs: delayOn * 1000, delayOffMs: delayOff * 1000 };
  }
  if (sensor.when === 'trouble') {
    return { ...STATE_THRESHOLD, delayOnMs: sensor.delayOn * 1000, delayOffMs: sensor.delayOff * 1000 };
  }
  if (!hasLead(sensor)) return STATE_THRESHOLD;
  // The value must be above the threshold, and the sensor is to be on from exactly `leadMinutes` before; hence half a minute less.
  return { ...STATE_THRESHOLD, above: -sensor.leadMinutes - 0.5, hysteresis: LEAD_HYSTERESIS_MINUTES };
}

/**
 * The value that a sensor compares with its threshold: VA for `power`, `injection` and `surplus`; A of the most loaded phase for `current`;
 * V of the highest phase for `voltage` with `above`; minus the V of the lowest phase with `below`; % of the subscribed power for `load`; 1
 * or 0 for a state. For `offPeak` with `leadMinutes` it is the minutes since off-peak hours began: negative before them, and 0 all through
 * them. Undefined if the reading lacks the value; the sensor is then neither turned on nor off.
 * @param heardForMs the time from the first reading since the start to this one
 */
export function sensedValueOf(
  sensor: ReadingSensor,
  reading: Reading,
  heardForMs = Number.POSITIVE_INFINITY,
): number | undefined {
  switch (sensor.when) {
    case 'power':
      return reading.apparentPowerVA;
    case 'current':
      // Unlike a tile, a sensor does not remember how many phases the meter has. If a damaged reading does not show this, the sensor has no
      // value, and waits for the next reading.
      return mostLoadedA(reading.currentA, reading.phases);
    case 'voltage':
      return comparedV(sensor, reading);
    case 'load':
      return percentage(reading.apparentPowerVA, reading.subscribedVA);
    case 'injection':
      return reading.injectedPowerVA;
    case 'surplus':
      // If the surplus is an estimate, `least` stays 0 up to 1 A, while `about` is above 0 as soon as the meter shows 1 A of export.
      return reading.injectedPowerVA ?? reading.surplusVA?.about;
    case 'offPeak':
      return hasLead(sensor) ? minutesSinceOffPeak(sensor, reading, heardForMs) : stateValue(isOffPeak(reading));
    default:
      return stateValue(stateOf(sensor.when, reading));
  }
}

/** Undefined unless the voltage of each phase is known: a missing one may be the highest or the lowest. 0 V is a value. */
function comparedV(sensor: VoltageSensor, { voltageV, phases }: Reading): number | undefined {
  const known = everyPhase(voltageV, phases);
  return known && ('below' in sensor ? -Math.min(...known) : Math.max(...known));
}

function hasLead(sensor: ReadingSensor): sensor is OffPeakSensor {
  return sensor.when === 'offPeak' && sensor.leadMinutes > 0;
}

function minutesSinceOffPeak({ leadMinutes }: OffPeakSensor, reading: Reading, heardForMs: number): number | undefined {
  const { offPeakInMinutes } = reading;
  const isOn = isOffPeak(reading);
  if (isOn) return 0;
  // The meter may end off-peak hours some minutes later than expected, so a frame without the tariff ends nothing.
  if (isOn === undefined && (offPeakInMinutes ?? Number.POSITIVE_INFINITY) > leadMinutes) return undefined;
  if (offPeakInMinutes !== undefined) return -offPeakInMinutes;
  return heardForMs < HOURS_KNOWN_WITHIN_MS ? undefined : Number.NEGATIVE_INFINITY;
}

/** A tariff period that is not known to be off-peak is not off-peak, such as `TH..` or `HEURE WEEK-END`. */
function isOffPeak({ offPeak, tariff }: Reading): boolean | undefined {
  return offPeak ?? (tariff === undefined ? undefined : false);
}

function stateValue(state: boolean | undefined): number | undefined {
  return state === undefined ? undefined : Number(state);
}

function stateOf(when: StateSensor['when'], reading: Reading): boolean | undefined {
  const { tempoToday, tempoTomorrow, peak, overload, dryContact } = reading;
  const ifAbsent = isAbsenceKnown(reading) ? false : undefined;
  switch (when) {
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
 * Whether a Tempo colour or a peak that is absent from the reading does not exist, as tomorrow's colour before it is announced. It does not
 * exist if the status register (STGE), which holds all of them, was accepted: the reading then has the dry contact, which has no other
 * source. Nor does it exist if the frame has the tariff and no group of it was refused. (A short frame has no tariff.)
 */
function isAbsenceKnown({ dryContact, tariff, frame }: Reading): boolean {
  return dryContact !== undefined || (tariff !== undefined && frame.refused === 0);
}

function percentage(part: number | undefined, whole: number | undefined): number | undefined {
  return part === undefined || !whole ? undefined : (100 * part) / whole;
}
