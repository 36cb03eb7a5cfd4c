/** A span of a date's local clock, in minutes after its midnight: from 0 up to, but not including, `to`, which is at most 1 440. */
export interface ClockSpan {
  readonly from: number;
  readonly to: number;
}

export const MINUTES_A_DAY = 1_440;

/** The days that an entry of hours may name: the days of the week, and the public holidays of the Code du travail. */
export const DAY_NAMES = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun', 'holiday'] as const;
export type DayName = (typeof DAY_NAMES)[number];

/** The dates of the seasons, in the notation of an entry, for contracts whose hours change with them. */
export const SEASON_DATES = { winter: '11-01..03-31', summer: '04-01..10-31' } as const;

/** Some hours, and the dates to which they apply: `11-01..03-31 mon-fri 23:30-07:30`. */
export interface HoursEntry {
  /**
   * From a month and day up to and including another, each year: `11-01`. The range may extend over the end of the year. Absent: all year.
   */
  readonly dates?: { readonly from: string; readonly to: string };
  /** Absent: every day. */
  readonly days?: readonly DayName[];
  /** The hours of the date itself, at its beginning and at its end. */
  readonly spans: readonly ClockSpan[];
}

const SPAN = /^([01]\d|2[0-3]):([0-5]\d)-(?:([01]\d|2[0-3]):([0-5]\d)|24:00)$/;
const ENTRY = /^(?:(\d\d-\d\d)\.\.(\d\d-\d\d) )?(?:([a-z,-]+) )?(\d.*)$/;

/**
 * The only parser of hours in the settings: `22:30-06:30`, or by season and day of the week `11-01..03-31 mon-fri 23:30-07:30; 04-01..10-31
 * 01:30-06:30,12:00-15:00`; an empty text for none. Undefined for any other text. The schema of the settings has a pattern that accepts the
 * same texts.
 */
export function hoursEntriesIn(text: string): readonly HoursEntry[] | undefined {
  if (text === '') return [];
  const entries = text.split(/; ?/).map(entryIn);
  return entries.every((entry) => entry !== undefined) ? entries : undefined;
}

/**
 * Hours without dates and days, as they also are in a contract's calendar: `02:00-07:00, 12:00-15:00`, or an empty text for none. The spans
 * are in the order of the text. A span that crosses midnight is split into two, and equal ends mean the whole day. Undefined for any other
 * text.
 */
export function clockSpansIn(text: string): readonly ClockSpan[] | undefined {
  if (text === '') return [];
  const spans: ClockSpan[] = [];
  for (const part of text.split(/, ?/)) {
    const edges = SPAN.exec(part)?.slice(1);
    if (!edges) return undefined;
    const [fromHour, fromMinute, toHour = 24, toMinute = 0] = edges.map((edge) => edge && Number(edge));
    const [from, to] = [Number(fromHour) * 60 + Number(fromMinute), Number(toHour) * 60 + Number(toMinute)];
    if (from < to) spans.push({ from, to });
    else spans.push({ from, to: MINUTES_A_DAY }, { from: 0, to });
  }
  return spans;
}

/** A minute after midnight as `07:56`. */
export function clockText(minute: number): string {
  return [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, '0')).join(':');
}

function entryIn(text: string): HoursEntry | undefined {
  const [, from, to, named, hours = ''] = ENTRY.exec(text) ?? [];
  const days = named === undefined ? undefined : daysIn(named);
  const spans = clockSpansIn(hours);
  if (!spans?.length || (named !== undefined && !days)) return undefined;
  if (from === undefined || to === undefined) return { days, spans };
  return isDate(from) && isDate(to) ? { dates: { from, to }, days, spans } : undefined;
}

/** `mon-fri,holiday` as names; a range may extend over the end of the week. `holiday` is not part of any range. */
function daysIn(text: string): readonly DayName[] | undefined {
  const days: DayName[] = [];
  for (const part of text.split(',')) {
    const edges = part.split('-').map((name) => DAY_NAMES.indexOf(name as DayName));
    const [from = -1, to = from] = edges;
    if (edges.length > 2 || Math.min(from, to) < 0 || (edges.length === 2 && Math.max(from, to) > SUNDAY))
      return undefined;
    const count = edges.length === 1 ? 1 : ((to - from + 7) % 7) + 1;
    for (let nth = 0; nth < count; nth += 1)
      days.push(DAY_NAMES[edges.length === 1 ? from : (from + nth) % 7] as DayName);
  }
  return days;
}

const SUNDAY = 6;
/** The most days that each month can have. */
export const LONGEST_MONTHS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Whether this month and day exist in some year. */
function isDate(monthDay: string): boolean {
  const [month = 0, day = 0] = monthDay.split('-').map(Number);
  return day >= 1 && day <= (LONGEST_MONTHS[month - 1] ?? 0);
}
