import { MINUTE_MS, parisDayOf, parisInstant } from '../../base/paris-time.ts';
import { cachedByDay } from './cached-by-day.ts';
import { STEP_MS } from './day-plan.ts';

/** A value with the instant of its horodate. */
export interface DatedValue {
  readonly value: number;
  readonly atMs: number;
}

/** The stored values that a meter sends in standard mode. */
export interface MeterMemory {
  /** The maximum power of the local day so far, in VA. */
  readonly maxVA: DatedValue;
  /** The maximum power of the day before, in VA. */
  readonly maxVAYesterday: DatedValue;
  /** The last point of the load curve: the mean power of a half hour in W, dated at its end. */
  readonly meanW: DatedValue;
  readonly meanWBefore: DatedValue;
  /** The mean voltage of the last complete ten minutes, dated at their end. */
  readonly meanVoltageV: DatedValue;
}

/** Measurements at any instant, past or present. */
export interface Measures {
  /** The apparent power, in VA. */
  readonly powerVAAt: (atMs: number) => number;
  readonly voltageAt: (atMs: number) => number;
  /** The active energy up to an instant, in W·ms. */
  readonly energyAt: (atMs: number) => number;
}

/** Returns a function for what a meter with these measurements has stored at an instant. */
export function meterMemory({ powerVAAt, voltageAt, energyAt }: Measures): (atMs: number) => MeterMemory {
  const maxOn = cachedByDay((day) => runningMax(powerVAAt, parisInstant(day, 0)));

  const meanW = (endMs: number): DatedValue => {
    const startMs = endMs - 30 * MINUTE_MS;
    return { value: (energyAt(endMs) - energyAt(startMs)) / (endMs - startMs), atMs: endMs };
  };
  const meanVoltageV = (endMs: number): DatedValue => {
    const samples = Array.from({ length: 20 }, (_, at) => voltageAt(endMs - at * (MINUTE_MS / 2)));
    return { value: samples.reduce((sum, volts) => sum + volts) / samples.length, atMs: endMs };
  };

  return (atMs) => {
    const day = parisDayOf(atMs);
    const halfHour = atMs - (atMs % (30 * MINUTE_MS));
    return {
      maxVA: maxOn(day)(atMs),
      maxVAYesterday: maxOn(day - 1)(parisInstant(day, 0) - STEP_MS),
      meanW: meanW(halfHour),
      meanWBefore: meanW(halfHour - 30 * MINUTE_MS),
      meanVoltageV: meanVoltageV(atMs - (atMs % (10 * MINUTE_MS))),
    };
  };
}

/**
 * Returns a function for the maximum power from `fromMs` to a later instant. It continues from its last result as long as time moves
 * forward.
 */
function runningMax(powerVAAt: (atMs: number) => number, fromMs: number): (toMs: number) => DatedValue {
  let nextMs = fromMs;
  let max: DatedValue = { value: 0, atMs: fromMs };
  return (toMs) => {
    if (toMs < nextMs - STEP_MS) [nextMs, max] = [fromMs, { value: 0, atMs: fromMs }];
    for (; nextMs <= toMs; nextMs += STEP_MS) {
      const value = powerVAAt(nextMs);
      if (value > max.value) max = { value, atMs: nextMs };
    }
    return max;
  };
}
