import { STEP_MS } from './day-plan.ts';
import { cachedByDay, parisDay, parisInstant } from './paris-time.ts';

/** A value and the instant that its horodate gives. */
export interface DatedValue {
  readonly value: number;
  readonly atMs: number;
}

/** What a meter remembers. */
export interface MeterMemory {
  /** The greatest power of the local day so far, in VA. */
  readonly maxVA: DatedValue;
  /** The same of the whole day before. */
  readonly maxVAYesterday: DatedValue;
  /** The last point of the load curve: the mean power of half an hour, in W, dated at its end. */
  readonly meanW: DatedValue;
  readonly meanWBefore: DatedValue;
  /** The mean voltage of the last whole ten minutes, dated at their end. */
  readonly meanVoltageV: DatedValue;
}

/** What can be measured at any instant, past ones included. */
export interface Measures {
  readonly powerAt: (atMs: number) => number;
  readonly voltageAt: (atMs: number) => number;
  /** The energy up to an instant, in VA·ms. */
  readonly energyAt: (atMs: number) => number;
}

const MINUTE_MS = 60_000;

/** The memory of a meter that measures a house, at any instant. */
export function meterMemory({ powerAt, voltageAt, energyAt }: Measures): (atMs: number) => MeterMemory {
  const maxOn = cachedByDay((day) => runningMax(powerAt, parisInstant(day, 0)));

  const meanW = (endMs: number): DatedValue => {
    const startMs = endMs - 30 * MINUTE_MS;
    return { value: (energyAt(endMs) - energyAt(startMs)) / (endMs - startMs), atMs: endMs };
  };
  const meanVoltageV = (endMs: number): DatedValue => {
    const samples = Array.from({ length: 20 }, (_, at) => voltageAt(endMs - at * (MINUTE_MS / 2)));
    return { value: samples.reduce((sum, volts) => sum + volts) / samples.length, atMs: endMs };
  };

  return (atMs) => {
    const day = parisDay(atMs);
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

/** The greatest power from one instant to another, found step by step as time goes on. */
function runningMax(powerAt: (atMs: number) => number, fromMs: number): (toMs: number) => DatedValue {
  let nextMs = fromMs;
  let max: DatedValue = { value: 0, atMs: fromMs };
  return (toMs) => {
    if (toMs < nextMs - STEP_MS) [nextMs, max] = [fromMs, { value: 0, atMs: fromMs }];
    for (; nextMs <= toMs; nextMs += STEP_MS) {
      const value = powerAt(nextMs);
      if (value > max.value) max = { value, atMs: nextMs };
    }
    return max;
  };
}
