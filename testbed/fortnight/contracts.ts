import type { TempoColour } from '../../src/reading/reading.ts';
import { isIn, type LifeContract, type LifePeriod, type Switching, tempoDate } from './life.ts';

/** Hours by the date from which on they hold, oldest first. */
export type HoursByDate = readonly (readonly [from: string, hours: string])[];

/** The registers of a standard meter, by period: the numbers of EASF. */
export type Indexes = { readonly [period: string]: number };

export function hoursOn(table: HoursByDate, date: string): string {
  const hours = table.findLast(([from]) => from <= date)?.[1];
  if (hours === undefined) throw new Error(`no hours on ${date}`);
  return hours;
}

/** Off-peak and peak hours in standard mode. */
export function offPeakStandard(table: HoursByDate, indexes: Indexes, writesHexadecimal: boolean): LifeContract {
  const periodAt = (date: string, minute: number) =>
    isIn(hoursOn(table, date), minute) ? 'HEURE  CREUSE' : 'HEURE  PLEINE';
  return {
    written: 'H PLEINE/CREUSE',
    periods: {
      'HEURE  CREUSE': standardPeriod('HEURE  CREUSE', indexes, true),
      'HEURE  PLEINE': standardPeriod('HEURE  PLEINE', indexes, false),
    },
    periodAt,
    profileOf: (date) => switchingsOf((minute) => periodAt(date, minute)),
    dayTypeOf: () => '00',
    writesHexadecimal,
  };
}

/** A contract with a third period on Saturdays and Sundays, which nothing calls off-peak. */
export function weekend(hours: string, indexes: Indexes): LifeContract {
  const isWeekend = (date: string) => [0, 6].includes(new Date(date).getUTCDay());
  const periodAt = (date: string, minute: number) => {
    if (isWeekend(date)) return 'WEEK-END';
    return isIn(hours, minute) ? 'HEURE CREUSE' : 'HEURE PLEINE';
  };
  return {
    written: 'HC ET WEEK-END',
    periods: {
      'HEURE CREUSE': standardPeriod('HEURE CREUSE', indexes, true),
      'HEURE PLEINE': standardPeriod('HEURE PLEINE', indexes, false),
      'WEEK-END': standardPeriod('WEEK-END', indexes),
    },
    periodAt,
    profileOf: (date) => switchingsOf((minute) => periodAt(date, minute)),
    dayTypeOf: (date) => (isWeekend(date) ? '01' : '00'),
  };
}

export const TEMPO_HOURS = '22:00-06:00';
const LETTERS: { readonly [C in TempoColour]: string } = { blue: 'B', white: 'W', red: 'R' };
const WORDS: { readonly [C in TempoColour]: string } = { blue: 'BLEU', white: 'BLANC', red: 'ROUGE' };
const COLOURS = ['blue', 'white', 'red'] as const;

/** Colours by the date of a Tempo day; every other day is blue. */
export type ColoursByDate = { readonly [date: string]: 'white' | 'red' };

export function tempoHistorique(colours: ColoursByDate): LifeContract {
  const period = (written: string, offPeak: boolean): LifePeriod => ({ written, register: `BBR${written}`, offPeak });
  return tempo(
    'BBR(',
    colours,
    (half, colour) => `${half}J${LETTERS[colour]}`,
    (name) => period(name, name.startsWith('HC')),
  );
}

export function tempoStandard(colours: ColoursByDate, indexes: Indexes): LifeContract {
  const nameOf = (half: string, colour: TempoColour) => `${half} ${WORDS[colour]}`;
  return tempo('TEMPO', colours, nameOf, (name) => standardPeriod(name, indexes, name.startsWith('HC')));
}

function tempo(
  written: string,
  colours: ColoursByDate,
  nameOf: (half: 'HC' | 'HP', colour: TempoColour) => string,
  periodOf: (name: string) => LifePeriod,
): LifeContract {
  const colourOf = (date: string) => colours[date] ?? 'blue';
  const half = (minute: number) => (isIn(TEMPO_HOURS, minute) ? 'HC' : 'HP');
  const profileIn = (colour: TempoColour) => switchingsOf((minute) => nameOf(half(minute), colour));
  const profiles = { blue: profileIn('blue'), white: profileIn('white'), red: profileIn('red') };
  const names = COLOURS.flatMap((colour) => [nameOf('HC', colour), nameOf('HP', colour)]);
  return {
    written,
    periods: Object.fromEntries(names.map((name) => [name, periodOf(name)])),
    periodAt: (date, minute) => nameOf(half(minute), colourOf(tempoDate(date, minute))),
    // The meter does not tell the days' colours in it.
    profileOf: () => profiles.blue,
    peakProfileOf: (date) => profiles[colourOf(date) === 'blue' ? 'white' : colourOf(date)],
    dayTypeOf: () => '00',
    colourOf,
  };
}

function standardPeriod(name: string, indexes: Indexes, offPeak?: boolean): LifePeriod {
  const index = indexes[name];
  if (index === undefined) throw new Error(`no register for ${name}`);
  const register = `EASF${String(index).padStart(2, '0')}`;
  return { written: name, register, offPeak };
}

function switchingsOf(periodAt: (minute: number) => string): readonly Switching[] {
  const minutes = Array.from({ length: 24 * 60 }, (_, minute) => minute);
  return minutes
    .filter((minute) => minute === 0 || periodAt(minute) !== periodAt(minute - 1))
    .map((minute) => [minute, periodAt(minute)] as const);
}
