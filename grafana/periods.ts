import { REGISTERS } from '../src/influx/points.ts';
import { knownPeriod, type PeriodName, PERIODS as TABLE } from '../src/reading/periods.ts';

/** What the dashboard adds to a tariff period of the table. */
interface Look {
  readonly colour: string;
  /** The proposed price of a kWh in €: EDF's regulated prices of August 2026. */
  readonly price: number;
}

/** A tariff period that has one name in every contract. */
interface Period extends Look {
  /** The tag `period` in `linky_register`. */
  readonly name: PeriodName;
  /**
   * The tag `register` in `linky_energy` of the index that counts it in *historique*. The variable with its price has it in its
   * name.
   */
  readonly register: string;
}

/** In the order of the bars. */
const LOOKS: { readonly [name in PeriodName]: Look } = {
  BASE: { colour: '#5794f2', price: 0.2001 },
  HC: { colour: '#3274d9', price: 0.1589 },
  HP: { colour: '#ff9830', price: 0.2142 },
  HN: { colour: '#3274d9', price: 0.1789 },
  PM: { colour: '#e02f44', price: 0.4324 },
  HCJB: { colour: '#1f60c4', price: 0.1356 },
  HPJB: { colour: '#8ab8ff', price: 0.1654 },
  HCJW: { colour: '#a7a7a7', price: 0.1536 },
  HPJW: { colour: '#e5e5e5', price: 0.1921 },
  HCJR: { colour: '#c4162a', price: 0.1615 },
  HPJR: { colour: '#ff7383', price: 0.7295 },
};

/** In the order of the bars. */
export const PERIODS: readonly Period[] = (Object.keys(LOOKS) as PeriodName[]).map((name) => ({
  name,
  register: REGISTERS[TABLE[name].register],
  ...LOOKS[name],
}));

/** A period under a name of the supplier's own, which the user types beside its price. */
export interface OwnPeriod {
  /** The variable that has its name; also the name of its series. */
  readonly key: string;
  readonly colour: string;
}

export const OWN_PERIODS: readonly OwnPeriod[] = [
  { key: 'own_1', colour: '#37872d' },
  { key: 'own_2', colour: '#96d98d' },
  { key: 'own_3', colour: '#8f3bb8' },
  { key: 'own_4', colour: '#ca95e5' },
  { key: 'own_5', colour: '#f2cc0c' },
];

/** What stands in place of the name of a period that the user has not typed. Grafana's import takes no empty text. */
export const NO_NAME = '-';

/** The series of all periods whose names the user has not typed, and the last part of the variable with their price. */
export const OTHER = 'other';
export const OTHER_COLOUR = '#b877d9';

/** The series of the cost of what registers count whose period is unknown. It has the price of the other periods. */
export const UNKNOWN = 'unknown';
export const UNKNOWN_COLOUR = '#8e8e8e';

/** The registers of standard mode by the tag `register`. Which period each of them counts is up to the supplier. */
export const STANDARD: readonly string[] = Array.from({ length: 10 }, (_, at) => `f${String(at + 1).padStart(2, '0')}`);

/** The registers of *historique*, for a regular expression without anchors. */
export const HISTORIQUE = PERIODS.map(({ register }) => register).join('|');
export const OFF_PEAK_IN_HISTORIQUE = PERIODS.filter(({ name }) => knownPeriod(name)?.offPeak)
  .map(({ register }) => register)
  .join('|');

/** The names of all periods but those of the supplier's own, for a regular expression without anchors. */
export const NAMED = PERIODS.map(({ name }) => name).join('|');
