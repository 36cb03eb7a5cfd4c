import { beginningOfDay, DAY_MS, HOUR_MS, parisHourOf } from '../../../src/base/paris-time.ts';
import type { PageWords } from './page-words.ts';

/*
 * Writes dates of Paris, whatever the browser's zone: a day is a number (see `base/paris-time.ts`), and is written at noon
 * of its date in UTC.
 */

const STYLES = {
  /** `24 Nov` */
  day: { day: 'numeric', month: 'short' },
  /** `24 Nov 2026` */
  dayAndYear: { day: 'numeric', month: 'short', year: 'numeric' },
  /** `Tue 24` */
  weekday: { weekday: 'short', day: 'numeric' },
  /** `Tuesday` */
  weekdayName: { weekday: 'long' },
  /** `Tuesday, 24 November 2026` */
  long: { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' },
  /** `24` */
  dayOfMonth: { day: 'numeric' },
  /** `Nov` */
  month: { month: 'short' },
  /** `November 2026` */
  monthAndYear: { month: 'long', year: 'numeric' },
  /** `2026` */
  year: { year: 'numeric' },
} as const satisfies { readonly [style: string]: Intl.DateTimeFormatOptions };

export type DateStyle = keyof typeof STYLES;

/** Making a format takes longer than a thousand uses of it. */
const formats = new Map<string, Intl.DateTimeFormat>();

/** A day of Paris in the page's language. @param day in days since 1970-01-01 */
export function dayText(day: number, style: DateStyle, { locale, texts }: PageWords): string {
  return joined(formatOf(locale, style, STYLES[style]).formatToParts(noon(day)), texts);
}

/** The first and the last day of a span of days: `24 – 30 Nov 2026`. */
export function daysText(from: number, to: number, { locale, texts }: PageWords): string {
  const parts = formatOf(locale, 'dayAndYear', STYLES.dayAndYear).formatRangeToParts(noon(from), noon(to));
  return joined(parts, texts);
}

function noon(day: number): number {
  return day * DAY_MS + DAY_MS / 2;
}

/** The first of a month is written as its language has it, which Intl does not know: `1er août`. */
function joined(parts: readonly Intl.DateTimeFormatPart[], { firstOfMonth }: PageWords['texts']): string {
  const isFirst = ({ type, value }: Intl.DateTimeFormatPart) => type === 'day' && value === '1';
  const hasMonth = parts.some(({ type }) => type === 'month');
  return parts.map((part) => (hasMonth && isFirst(part) ? firstOfMonth : part.value)).join('');
}

/** The hour of the clock in Paris that begins at a moment: `13:00`. The hour that comes twice in October says which it is. */
export function hourText(atMs: number, { locale, texts }: PageWords): string {
  const hour = parisHourOf(atMs);
  const text = formatOf(locale, 'hour', { hour: 'numeric', minute: '2-digit' }).format(hour * HOUR_MS);
  if (parisHourOf(atMs + HOUR_MS) === hour) return texts.energy.summerTime(text);
  if (parisHourOf(atMs - HOUR_MS) === hour) return texts.energy.winterTime(text);
  return text;
}

/** The same as short as it can be: `13`, `13 h`. */
export function hourLabel(atMs: number, { locale }: PageWords): string {
  return formatOf(locale, 'hourLabel', { hour: 'numeric' }).format(parisHourOf(atMs) * HOUR_MS);
}

/** The moments at which the hours of a day begin in Paris: 23, 24 or 25 of them. */
export function hoursOfDay(day: number): readonly number[] {
  const fromMs = beginningOfDay(day);
  return Array.from({ length: (beginningOfDay(day + 1) - fromMs) / HOUR_MS }, (_, index) => fromMs + index * HOUR_MS);
}

function formatOf(locale: string, name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${name}`;
  const format = formats.get(key) ?? new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' });
  formats.set(key, format);
  return format;
}
