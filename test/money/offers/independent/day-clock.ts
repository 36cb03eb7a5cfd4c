import { dateBefore } from '../../bill/independent/civil-calendar.ts';
import { isHoliday } from './holidays.ts';

/** The tariff period of each minute that a clock can show on a date; undefined where no period is known. */
export type DayClock = (date: string) => readonly (string | undefined)[];

/** The periods of a price line, with their hours as the settings write them, and undefined for those without. */
export type HoursByPeriod = { readonly [period: string]: string | undefined };

const MINUTES = new Array<undefined>(1_440);
const WEEK = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/** The clock of a price line by the hours of its periods. */
export function clockOfHours(periods: HoursByPeriod): DayClock {
  const names = Object.keys(periods);
  const apart = Object.values(periods).some((hours) => hours?.includes('holiday'));
  const rests = names.filter((name) => periods[name] === undefined);
  return clockOf(
    (date) => names.map((name) => spansOn(periods[name] ?? '', date, apart)),
    (spans) => {
      const claims = names.map((name, nth) => ({
        name,
        minutes: new Set(spans[nth]?.split(',').flatMap(minutesOfSpan)),
      }));
      return (minute) => {
        if (names.length === 1) return names[0];
        const claiming = claims.filter(({ minutes }) => minutes.has(minute));
        if (claiming.length > 1) return undefined;
        return claiming[0]?.name ?? (rests.length === 1 ? rests[0] : undefined);
      };
    },
  );
}

/**
 * The clock of Tempo: a day's colour is that of its peak hours from 6:00 to 22:00, and of its off-peak hours from then to 6:00 of
 * the next morning.
 * @param colourOf the colour of a date, as its letter in the names of the periods
 */
export function clockOfTempo(colourOf: (date: string) => string | undefined): DayClock {
  return clockOf(
    (date) => [colourOf(dateBefore(date)) ?? '', colourOf(date) ?? ''],
    ([before, own]) =>
      (minute) => {
        if (minute < 6 * 60) return before === '' ? undefined : `HCJ${before}`;
        if (own === '') return undefined;
        return minute < 22 * 60 ? `HPJ${own}` : `HCJ${own}`;
      },
  );
}

/** @param kindOf what tells all of a date: dates of the same kind have the same minutes, which are made once */
function clockOf(
  kindOf: (date: string) => readonly string[],
  periodAt: (kind: readonly string[]) => (minute: number) => string | undefined,
): DayClock {
  const dates = new Map<string, readonly (string | undefined)[]>();
  const kinds = new Map<string, readonly (string | undefined)[]>();
  return (date) => {
    const known = dates.get(date);
    if (known) return known;
    const kind = kindOf(date);
    const minutes = kinds.get(kind.join(';')) ?? Array.from(MINUTES.keys(), periodAt(kind));
    kinds.set(kind.join(';'), minutes);
    dates.set(date, minutes);
    return minutes;
  };
}

/**
 * The spans of some hours that hold on a date, by commas.
 * @param apart whether a holiday is no day of the week
 */
function spansOn(hours: string, date: string, apart: boolean): string {
  const entries = hours.split(';').map((entry) => entry.trim().split(' '));
  const holding = entries.map((words) => {
    const dates = words.find((word) => word.includes('..'));
    const days = words.find((word) => /^[a-z]/.test(word));
    const isOn = isInDates(date, dates) && isInDays(date, days, apart);
    return isOn ? words.filter((word) => word !== dates && word !== days).join('') : '';
  });
  return holding.filter((spans) => spans !== '').join(',');
}

/** `11-01..03-31`, which may go round the end of the year. */
function isInDates(date: string, dates: string | undefined): boolean {
  if (dates === undefined) return true;
  const [from = '', to = ''] = dates.split('..');
  const day = date.slice(5);
  return from <= to ? day >= from && day <= to : day >= from || day <= to;
}

/** `sat-mon,holiday`. */
function isInDays(date: string, days: string | undefined, apart: boolean): boolean {
  if (days === undefined) return true;
  if (apart && isHoliday(date)) return days.split(',').includes('holiday');
  const today = weekdayOf(date);
  return days.split(',').some((range) => {
    const [first = '', last = first] = range.split('-');
    const [from, to] = [WEEK.indexOf(first), WEEK.indexOf(last)];
    if (from < 0) return false;
    return from <= to ? today >= from && today <= to : today >= from || today <= to;
  });
}

/** 0 for a Monday. */
function weekdayOf(date: string): number {
  return (new Date(`${date}T12:00:00Z`).getUTCDay() + 6) % 7;
}

/** `23:30-07:30` are two parts of the same date, and equal ends are the whole day. */
function minutesOfSpan(span: string): readonly number[] {
  if (span === '') return [];
  const [from = 0, to = 0] = span.split('-').map((time) => 60 * Number(time.slice(0, 2)) + Number(time.slice(3)));
  const length = from < to ? to - from : MINUTES.length - from + to;
  return Array.from({ length }, (_, nth) => (from + nth) % MINUTES.length);
}
