import { HOUR_MS } from '../base/paris-time.ts';

/** The power that would repay the owed energy within this time is added to the estimate. */
const PAY_BACK_H = 65_000 / HOUR_MS;
/** But at most this share of the power is added, so that each reading stays close to its own estimate. */
const MAX_SHARE = 0.07;
/** Less than this is not repaid: it may be the error of what was counted. */
const NOT_DUE_WH = 0.4;
/** Owed energy that could not be repaid decays to 1/e in this time: an hour later it would only make the W wrong. */
const FORGET_H = 1_500_000 / HOUR_MS;

/**
 * Keeps the sum of the reported W equal to the energy that the index has counted. In the first seconds of a new power its factor may be
 * wrong, so that too much or too little is reported. The difference is owed: it is repaid over the following minutes, so that the W of an
 * hour add up to what the index has counted in it.
 */
export class EnergyBalance {
  #owedWh = 0;
  #countedWh: number | undefined;

  /** The power to report for an estimate of `estimatedW`: it includes a part of the owed energy, and never exceeds the apparent power. */
  powerToTell(estimatedW: number, va: number): number {
    const most = MAX_SHARE * estimatedW;
    const dueWh = Math.sign(this.#owedWh) * Math.max(0, Math.abs(this.#owedWh) - NOT_DUE_WH);
    return Math.min(va, estimatedW + Math.min(most, Math.max(-most, dueWh / PAY_BACK_H)));
  }

  /**
   * Records that `toldW` was reported for some time.
   * @param countedWh the index at the end of that time, plus the energy that it has not counted yet
   */
  account(countedWh: number, toldW: number, hours: number): void {
    this.#owedWh *= Math.exp(-hours / FORGET_H);
    if (this.#countedWh !== undefined) this.#owedWh += countedWh - this.#countedWh - toldW * hours;
    this.#countedWh = countedWh;
  }

  /** To be called when it is unknown how much was counted since the last `account`. The owed energy is kept. */
  lose(): void {
    this.#countedWh = undefined;
  }
}
