const inParis = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'Europe/Paris',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});

/** The date in Paris: `2026-08-14`. */
export function civilDate(atMs: number): string {
  return inParis.format(atMs);
}

const hourInParis = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Paris', hour: '2-digit', hourCycle: 'h23' });
const HOUR_MS = 3_600_000;

/** Local time of Paris: a date, and the minute of the day, from 0 to 1 439. */
export interface Clock {
  readonly date: string;
  readonly minute: number;
}

/** Local time at each full hour since 1970. The clocks change at full hours. */
const fullHours = new Map<number, Clock>();

/** Local time of Paris at an instant. The repeated hour in October occurs twice. */
export function civilClock(atMs: number): Clock {
  const hour = Math.floor(atMs / HOUR_MS);
  const began = fullHours.get(hour) ?? {
    date: civilDate(hour * HOUR_MS),
    minute: 60 * Number(hourInParis.format(hour * HOUR_MS)),
  };
  fullHours.set(hour, began);
  return { date: began.date, minute: began.minute + Math.floor((atMs - hour * HOUR_MS) / 60_000) };
}

/** How many days the month of a date has. */
export function daysInMonth(date: string): number {
  const [year = 0, month = 0] = date.split('-').map(Number);
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  if (month === 2) return isLeap ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** The date after a date. */
export function nextDate(date: string): string {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  if (day < daysInMonth(date)) return written(year, month, day + 1);
  return month < 12 ? written(year, month + 1, 1) : written(year + 1, 1, 1);
}

/** The date before a date. */
export function dateBefore(date: string): string {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  if (day > 1) return written(year, month, day - 1);
  const [ofYear, before] = month > 1 ? [year, month - 1] : [year - 1, 12];
  return written(ofYear, before, daysInMonth(written(ofYear, before, 1)));
}

/** The dates from one to another, with both of them. */
export function datesFromTo(first: string, last: string): readonly string[] {
  const dates = [first];
  for (let date = first; date < last; ) {
    date = nextDate(date);
    dates.push(date);
  }
  return dates;
}

function written(year: number, month: number, day: number): string {
  return [String(year).padStart(4, '0'), String(month).padStart(2, '0'), String(day).padStart(2, '0')].join('-');
}
