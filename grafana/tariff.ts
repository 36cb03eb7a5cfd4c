/** An index by which the supplier bills. */
export interface Tariff {
  /** The tag `register` in `linky_energy`. */
  readonly register: string;
  readonly colour: string;
  /** The proposed price of a kWh in €: EDF's regulated prices of February 2026. */
  readonly price: number;
}

const BASE_PRICE = 0.194;

/**
 * In the order of the bars. In standard mode, the meaning of an index depends on the contract: f01 is off-peak, or the
 * only index.
 */
export const TARIFFS: readonly Tariff[] = [
  { register: 'base', colour: '#5794f2', price: BASE_PRICE },
  { register: 'hc', colour: '#3274d9', price: 0.1579 },
  { register: 'hp', colour: '#ff9830', price: 0.2065 },
  { register: 'ejp_hn', colour: '#3274d9', price: 0.1781 },
  { register: 'ejp_hpm', colour: '#e02f44', price: 0.344 },
  { register: 'hcjb', colour: '#1f60c4', price: 0.1325 },
  { register: 'hpjb', colour: '#8ab8ff', price: 0.1612 },
  { register: 'hcjw', colour: '#a7a7a7', price: 0.1499 },
  { register: 'hpjw', colour: '#e5e5e5', price: 0.1871 },
  { register: 'hcjr', colour: '#c4162a', price: 0.1575 },
  { register: 'hpjr', colour: '#ff7383', price: 0.706 },
  { register: 'f01', colour: '#1f60c4', price: BASE_PRICE },
  { register: 'f02', colour: '#8ab8ff', price: BASE_PRICE },
  { register: 'f03', colour: '#a7a7a7', price: BASE_PRICE },
  { register: 'f04', colour: '#e5e5e5', price: BASE_PRICE },
  { register: 'f05', colour: '#c4162a', price: BASE_PRICE },
  { register: 'f06', colour: '#ff7383', price: BASE_PRICE },
  { register: 'f07', colour: '#37872d', price: BASE_PRICE },
  { register: 'f08', colour: '#96d98d', price: BASE_PRICE },
  { register: 'f09', colour: '#8f3bb8', price: BASE_PRICE },
  { register: 'f10', colour: '#ca95e5', price: BASE_PRICE },
];

/** A regular expression that matches all of them, without anchors. */
export const BILLED = TARIFFS.map(({ register }) => register).join('|');

/** The proposed off-peak registers: those of *historique*, and in standard mode those of Tempo and HP/HC. */
export const OFF_PEAK = 'hc|hcjb|hcjw|hcjr|f01|f03|f05';
