import type { Reading } from '../../src/reading/reading.ts';
import { createWattmeter } from '../../src/watts/wattmeter.ts';

/** A way to tell the active power from what a meter says. */
export interface Method {
  readonly name: string;
  /** The active power in W at this reading, negative while the house gives; undefined while unknown. */
  measure(reading: Reading): number | undefined;
  /** Of the last reading: the error that the method states. */
  errorW?: number;
}

/** Our own way, and the four that others have. Each is made anew for each meter. */
export function methods(): readonly [ours: Method, ...rivals: readonly Method[]] {
  return [ours(), fixed(1), fixed(0.85), tasmota(), solarRouter()];
}

/** This project's wattmeter, which learns the power factor. */
export function ours(): Method {
  const wattmeter = createWattmeter('auto');
  return {
    name: 'ours',
    measure(reading) {
      const { activePowerW, activePowerErrorW } = wattmeter.measure(reading);
      this.errorW = activePowerErrorW;
      return activePowerW;
    },
  };
}

/** W are VA times a number. */
export function fixed(factor: number): Method {
  return { name: `VA × ${factor}`, measure: (reading) => netOf(reading, (va) => va * factor) };
}

/**
 * The way of NicolasBernaerts/tasmota (teleinfo). mVAh add up until the index steps; then the power factor is the Wh of
 * the step for these VAh. Without a step it is at most what a step of 1 Wh would make of them. The subscribed power is
 * cut into twenty bands with 50 VA of hysteresis, each of which remembers its power factor: on a change of band the first
 * half of the twelve samples becomes the remembered one, and the new sample is ignored. What is used is their mean.
 */
export function tasmota(): Method {
  const drawn = bandedFactor();
  const given = bandedFactor();
  let beforeMs: number | undefined;
  return {
    name: 'NB',
    measure(reading) {
      const hours = (reading.monotonicMs - (beforeMs ?? reading.monotonicMs)) / 3_600_000;
      beforeMs = reading.monotonicMs;
      const { apparentPowerVA, injectedPowerVA, importedWh, exportedWh, subscribedVA } = reading;
      if (apparentPowerVA === undefined || importedWh === undefined || subscribedVA === undefined) return undefined;
      const drawnW = apparentPowerVA * drawn(apparentPowerVA, importedWh, hours, subscribedVA);
      if (injectedPowerVA === undefined || exportedWh === undefined) return drawnW;
      return drawnW - injectedPowerVA * given(injectedPowerVA, exportedWh, hours, subscribedVA);
    },
  };
}

const SAMPLES = 12;
const BANDS = 20;
const HYSTERESIS_VA = 50;
const FIRST_FACTOR = 0.85;

function bandedFactor() {
  const remembered = new Array<number>(BANDS).fill(FIRST_FACTOR);
  let samples: number[] = [];
  let next = 0;
  let band = 0;
  let factor = FIRST_FACTOR;
  let isFirst = true;
  let beforeWh: number | undefined;
  let sumVAh = 0;

  const learn = (sample: number, va: number, subscribedVA: number): void => {
    if (isFirst) {
      isFirst = false;
      return;
    }
    const width = subscribedVA / BANDS;
    const isWithin = va >= width * band - HYSTERESIS_VA && va <= width * (band + 1);
    const nowBand = isWithin ? band : Math.min(BANDS - 1, Math.floor(va / width));
    if (nowBand === band) {
      samples[next % SAMPLES] = sample < 0.05 ? 0 : sample;
      next = (next % SAMPLES) + 1;
    } else {
      samples = new Array<number>(SAMPLES / 2).fill(remembered[nowBand] as number);
      next = SAMPLES / 2;
    }
    factor = Math.min(1, samples.reduce((sum, each) => sum + each, 0) / samples.length);
    band = nowBand;
    remembered[band] = factor;
  };

  return (va: number, wh: number, hours: number, subscribedVA: number): number => {
    sumVAh += va * hours;
    const stepWh = wh - (beforeWh ?? wh);
    beforeWh = wh;
    if (sumVAh > 0 && stepWh > 0) learn(stepWh / sumVAh, va, subscribedVA);
    else if (sumVAh > 0 && 1 / sumVAh <= factor) learn(1 / sumVAh, va, subscribedVA);
    if (stepWh !== 0) sumVAh = 0;
    return factor;
  };
}

/**
 * The way of F1ATB's solar router. A mean power follows the steps of the index: each frame takes a twentieth of the last
 * step's power; without a step the mean is at most 1.3 Wh for the time since the last one; on a step it is at least what
 * one Wh less would make. The power factor is that mean for the mean of the VA, at most 1.
 */
export function solarRouter(): Method {
  const drawn = steppedFactor();
  const given = steppedFactor();
  return {
    name: 'F1ATB',
    measure({ monotonicMs, apparentPowerVA, injectedPowerVA, importedWh, exportedWh }) {
      if (apparentPowerVA === undefined || importedWh === undefined) return undefined;
      const drawnW = Math.trunc(apparentPowerVA * drawn(apparentPowerVA, importedWh, monotonicMs));
      if (injectedPowerVA === undefined || exportedWh === undefined) return drawnW;
      return drawnW - Math.trunc(injectedPowerVA * given(injectedPowerVA, exportedWh, monotonicMs));
    },
  };
}

function steppedFactor() {
  let [meanW, meanVA, stepW, factor] = [0, 0, 0, 1];
  let steppedMs = 0;
  let beforeWh: number | undefined;
  return (va: number, wh: number, nowMs: number): number => {
    const hours = (nowMs - steppedMs) / 3_600_000;
    const stepWh = wh - (beforeWh ?? wh);
    beforeWh = wh;
    if (stepWh === 0) meanW = Math.min(meanW, 1.3 / hours);
    else {
      steppedMs = nowMs;
      stepW = stepWh / hours;
      meanW = Math.max(meanW, (stepWh - 1) / hours);
    }
    meanW = 0.05 * stepW + 0.95 * meanW;
    meanVA = 0.05 * va + 0.95 * meanVA;
    meanW = Math.min(meanW, meanVA);
    if (meanVA > 0) factor = Math.min(1, meanW / meanVA);
    return factor;
  };
}

function netOf({ apparentPowerVA, injectedPowerVA }: Reading, watts: (va: number) => number): number | undefined {
  if (injectedPowerVA) return -watts(injectedPowerVA);
  return apparentPowerVA === undefined ? undefined : watts(apparentPowerVA);
}
