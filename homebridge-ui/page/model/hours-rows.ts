import { DAY_NAMES, type DayName, hoursEntriesIn } from '../../../src/reading/hours.ts';

/** Some hours of a tariff period and when they hold, each part in the notation of the settings. */
export interface HoursRow {
  /** `11-01..03-31`; absent for all year. */
  readonly dates?: string;
  /** `mon-fri`, `sat-sun,holiday`; absent for every day. */
  readonly days?: string;
  /** `23:30-07:30, 12:00-15:00` */
  readonly hours: string;
}

/** The hours in the settings as rows. Undefined for a text that is not hours; an empty list for an empty text. */
export function rowsOf(text: string): readonly HoursRow[] | undefined {
  const entries = hoursEntriesIn(text);
  const written = text.split(/; ?/);
  return entries?.map(({ dates, days }, nth) => ({
    ...(dates && { dates: `${dates.from}..${dates.to}` }),
    ...(days && { days: daysText(days) }),
    hours: (written[nth] ?? '').replace(/^(?:[^ :]+ )*/, '').replace(/, ?/g, ', '),
  }));
}

/** Rows in the notation of the settings. */
export function hoursOf(rows: readonly HoursRow[]): string {
  return rows.map(({ dates, days, hours }) => [dates, days, hours].filter(Boolean).join(' ')).join('; ');
}

/** Days in the shortest notation of the settings, in the order of the week: `mon-fri`, `sat-sun,holiday`. */
export function daysText(days: readonly DayName[]): string {
  const runs: { first: number; last: number }[] = [];
  for (const [nth, name] of DAY_NAMES.entries()) {
    if (!days.includes(name)) continue;
    const run = runs.at(-1);
    if (run?.last === nth - 1 && name !== 'holiday') run.last = nth;
    else runs.push({ first: nth, last: nth });
  }
  return runs.map(({ first, last }) => [...new Set([DAY_NAMES[first], DAY_NAMES[last]])].join('-')).join(',');
}
