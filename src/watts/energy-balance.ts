import { HOUR_MS } from '../paris-time.ts';

/** The power that would pay back what is owed in this time is added to the estimate. */
const PAY_BACK_H = 65_000 / HOUR_MS;
/** But what is added is at most this share of the power, so that each reading stays near its own estimate. */
const MAX_SHARE = 0.07;
/** So little is not paid back: it may be the error of what was counted. */
const NOT_DUE_WH = 0.4;
/** What could not be paid back is forgotten, to 1/e in this time: an hour later it would only make W wrong. */
const FORGET_H = 1_500_000 / HOUR_MS;

/**
 * Keeps the energy that the told W add up to at what the index has counted. In the first seconds of a new power its
 * factor may be wrong, and then too much or too little is told. That energy is owed: it is made good in the minutes after,
 * so that the W of an hour add up to what the index has counted in it.
 */
export class EnergyBalance {
  #owedWh = 0;
  #countedWh: number | undefined;

  /** The power to tell where `estimatedW` is estimated: with a part of what is owed, and never above the apparent power. */
  powerToTell(estimatedW: number, va: number): number {
    const most = MAX_SHARE * estimatedW;
    const dueWh = Math.sign(this.#owedWh) * Math.max(0, Math.abs(this.#owedWh) - NOT_DUE_WH);
    return Math.min(va, estimatedW + Math.min(most, Math.max(-most, dueWh / PAY_BACK_H)));
  }

  /**
   * For some time, `toldW` was told.
   * @param countedWh the index at the end of it, with the energy that it has not counted yet
   */
  account(countedWh: number, toldW: number, hours: number): void {
    this.#owedWh *= Math.exp(-hours / FORGET_H);
    if (this.#countedWh !== undefined) this.#owedWh += countedWh - this.#countedWh - toldW * hours;
    this.#countedWh = countedWh;
  }

  /** How much was counted since the last `account` is unknown. What is owed stays. */
  lose(): void {
    this.#countedWh = undefined;
  }
}
