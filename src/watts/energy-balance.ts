const HOUR_MS = 3_600_000;
/** What is owed is paid back within about so much time, */
const PAY_BACK_H = 65_000 / HOUR_MS;
/** but no more at once than this share of the power: most of the error that a reading may have. */
const MAX_SHARE = 0.07;
/** So little is not paid back: it may be the error of what was counted. */
const NOT_DUE_WH = 0.4;
/** What could not be paid back is forgotten slowly: an hour later it would only be wrong. */
const FORGET_H = 1_500_000 / HOUR_MS;

/**
 * Keeps the sum of the power that was told at what the index has counted. In the first seconds of a new power its factor
 * may be wrong. The energy that was told too much or too little then is made good in the minutes after, so that the
 * integral of an hour is that of the index.
 */
export class EnergyBalance {
  #owedWh = 0;
  #countedWh: number | undefined;

  /** The power to tell, for a power that is estimated: never above the apparent power. */
  settle(watts: number, va: number): number {
    const most = MAX_SHARE * watts;
    const dueWh = Math.sign(this.#owedWh) * Math.max(0, Math.abs(this.#owedWh) - NOT_DUE_WH);
    return Math.min(va, watts + Math.min(most, Math.max(-most, dueWh / PAY_BACK_H)));
  }

  /** For some time, power was told; by the end of it the index had counted `countedWh`, with what is ahead of it. */
  count(countedWh: number, toldW: number, hours: number): void {
    this.#owedWh *= Math.exp(-hours / FORGET_H);
    if (this.#countedWh !== undefined) this.#owedWh += countedWh - this.#countedWh - toldW * hours;
    this.#countedWh = countedWh;
  }

  /** What was counted since the last time is unknown. */
  lose(): void {
    this.#countedWh = undefined;
  }
}
