import type { TempoColour } from '../reading.ts';
import type { EnergyByName } from './day.ts';

/**
 * The colours of Tempo: the last letter of PTEC, the short form of some LTARF (`BUHC`), the second word of others, and what bills and
 * Enedis's calendars say.
 */
const TEMPO = [
  ['B', 'BU', ['BLEU', 'BLEUS', 'BLEUES']],
  ['W', 'BC', ['BLANC', 'BLANCS', 'BLANCHES']],
  ['R', 'R', ['ROUGE', 'ROUGES']],
] as const;

const OFF_PEAK = ['HC', 'HEURE CREUSE', 'HEURES CREUSES', 'H CREUSE', 'H CREUSES'];
const PEAK = ['HP', 'HEURE PLEINE', 'HEURES PLEINES', 'H PLEINE', 'H PLEINES'];

/** Each text that names one of these periods, in capitals: PTEC (02E §5.3), LTARF (54E §6.2.4), and what bills say. */
const WRITTEN: { readonly [period: string]: readonly string[] } = {
  BASE: ['BASE', 'TH', 'TH..', 'TOUTES HEURES', 'TOUTES LES HEURES'],
  HC: ['HC..', ...OFF_PEAK],
  HP: ['HP..', ...PEAK],
  HN: ['HN', 'HN..', 'HEURE NORMALE', 'HEURES NORMALES'],
  PM: ['PM', 'PM..', 'POINTE MOBILE', 'HEURES DE POINTE MOBILE'],
  ...Object.fromEntries(
    TEMPO.flatMap(([letter, short, colours]) => [
      [`HCJ${letter}`, [`HCJ${letter}`, `${short}HC`, ...ofColour(OFF_PEAK, colours)]],
      [`HPJ${letter}`, [`HPJ${letter}`, `${short}HP`, ...ofColour(PEAK, colours)]],
    ]),
  ),
};

/** `HC BLEU`, `HEURES CREUSES JOURS BLEUS`, and alike. */
function ofColour(hours: readonly string[], colours: readonly string[]): readonly string[] {
  return hours.flatMap((hour) =>
    ['', 'JOUR ', 'JOURS '].flatMap((day) => colours.map((each) => `${hour} ${day}${each}`)),
  );
}

const PERIODS = new Map(Object.entries(WRITTEN).flatMap(([name, texts]) => texts.map((text) => [text, name])));

/**
 * The one name of a tariff period, however the meter or the household writes it: `HP` for `HP..`, `HEURE  PLEINE` and
 * `Heures pleines`. `BASE`, `HC`, `HP`, `HN` and `PM` (EJP), and `HCJB` to `HPJR` (Tempo). A supplier's own name stays as it
 * is, without blanks around it and with single ones within.
 */
export function periodName(written: string): string {
  const tidy = written.trim().replace(/\s+/g, ' ');
  return PERIODS.get(tidy.toUpperCase()) ?? tidy;
}

/** Whether two texts name the same period. Capitals make no difference: a bill has other ones than the meter. */
export function isSamePeriod(one: string, other: string): boolean {
  return periodName(one).toUpperCase() === periodName(other).toUpperCase();
}

const COLOURS: { readonly [letter: string]: TempoColour } = { B: 'blue', W: 'white', R: 'red' };

/** The colour of the days in which a period of Tempo is counted, however it is written; undefined for any other period. */
export function colourOfPeriod(written: string): TempoColour | undefined {
  const [, letter = ''] = /^H[CP]J(.)$/.exec(periodName(written)) ?? [];
  return COLOURS[letter];
}

/** The periods of Tempo and of EJP. */
const DEPENDS_ON_DAY = /^(H[CP]J[BWR]|HN|PM)$/;

/** Whether the hours of a period do not tell it alone, but with the colour of the day, or with whether it is a peak day. */
export function dependsOnDay(period: string): boolean {
  return DEPENDS_ON_DAY.test(periodName(period));
}

/** The same energy under the names that `periodName` gives. Energy under two texts for one period is added up. */
export function byPeriodName(energyWhByTariff: EnergyByName): EnergyByName {
  return sumByName(
    Object.entries(energyWhByTariff).map(([written, energyWh]) => ({ [periodName(written)]: energyWh })),
  );
}

/** Adds up amounts of the same name. The names are in the order in which they first come. */
export function sumByName(amounts: readonly EnergyByName[]): EnergyByName {
  const sums = new Map<string, number>();
  for (const [name, amount] of amounts.flatMap((one) => Object.entries(one))) {
    sums.set(name, (sums.get(name) ?? 0) + amount);
  }
  return Object.fromEntries(sums);
}
