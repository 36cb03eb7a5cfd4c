import { parisDayOf, parisOffsetMs } from '../../../src/base/paris-time.ts';
import { hoursIn } from '../../../src/contract/date-hours.ts';
import { areKnownBySeason } from '../../../src/contract/season.ts';
import { clockText, MINUTES_A_DAY } from '../../../src/reading/hours.ts';
import type { ContractCalendar, Reading } from '../../../src/reading/reading.ts';
import { type StripBlock, stripBlocks } from './hour-strip.ts';
import type { PageWords } from './page-words.ts';
import type { ShownMeter } from './shown-status.ts';

/** The hours of one date, in words and as a strip. */
export interface StripDay {
  readonly title: string;
  readonly says: string;
  /** Empty while the off-peak hours of the date are unknown. */
  readonly blocks: readonly StripBlock[];
  /** The minutes since midnight now; only for today. */
  readonly nowMinute?: number;
}

/** What the card of a meter shows about the hours of its contract. */
export interface ContractHours {
  /** Today and tomorrow; empty while nothing is known about either. */
  readonly days: readonly StripDay[];
  /** Sentences: what applies now or comes next, and where the hours come from. */
  readonly says: string;
}

/**
 * The hours of a meter's contract in Paris time, whatever the browser's time zone; undefined for a contract with the same price at all
 * hours, or if it is unknown whether it has.
 * @param nowMs the time of the status
 */
export function contractHours(meter: ShownMeter, nowMs: number, words: PageWords): ContractHours | undefined {
  const { lastReading: reading, atMs = nowMs, ageMs = 0, staleAfter } = meter;
  if (!reading) return undefined;
  const { contract: texts } = words.texts;
  const hours = calendarOn(parisDayOf(nowMs), parisDayOf(atMs), reading.calendar);
  const { offPeak, offPeakTomorrow, peak, peakTomorrow, seenDays, season } = hours;
  const hasOffPeak = tellsOffPeak(reading) || (offPeak ?? offPeakTomorrow) !== undefined;
  const nowMinute = Math.floor((nowMs + parisOffsetMs(nowMs)) / 60_000) % MINUTES_A_DAY;
  const days = [
    ...stripDay({ title: texts.today, nowMinute }, offPeak, peak, hasOffPeak, words),
    ...stripDay({ title: texts.tomorrow }, offPeakTomorrow, peakTomorrow, hasOffPeak, words),
  ];
  if (days.every(({ blocks }) => blocks.length === 0))
    return hasOffPeak ? { days: [], says: texts.unknown } : undefined;
  const says = [
    ...(ageMs > staleAfter * 1000 ? [] : nowSentence(reading, [offPeak, offPeakTomorrow], nowMinute, words)),
    ...(areKnownBySeason(hours) ? [] : [seenDays === undefined ? texts.told : texts.seen(seenDays)]),
    ...(season ? [texts.season(season)] : []),
  ];
  return { days, says: says.join(' ') };
}

type Hours = Omit<ContractCalendar, 'periods'>;

/**
 * The part of a reading's calendar that applies to a later date, if the meter was silent over midnight: what was tomorrow is today.
 * @param today a day of Paris, as is `dayOfReading`
 */
function calendarOn(today: number, dayOfReading: number, calendar: Hours = {}): Hours {
  if (dayOfReading >= today) return calendar;
  if (dayOfReading < today - 1) return {};
  const { offPeakTomorrow: offPeak, peakTomorrow: peak, seenDays } = calendar;
  return { offPeak, peak, seenDays };
}

/** Whether the contract has off-peak hours. A frame with a refused group may not show this, while its registers' periods still do. */
function tellsOffPeak({ offPeak, calendar }: Reading): boolean {
  return offPeak !== undefined || Object.values(calendar?.periods ?? {}).some((period) => period.offPeak !== undefined);
}

/** One date; or none if there is nothing to show, as on a date without a peak in a peak-day contract. */
function stripDay(
  date: Pick<StripDay, 'title' | 'nowMinute'>,
  offPeak: string | undefined,
  peak: string | undefined,
  hasOffPeak: boolean,
  { texts: { contract: texts } }: PageWords,
): readonly StripDay[] {
  if (hasOffPeak && offPeak === undefined) return [{ ...date, says: texts.notKnown, blocks: [] }];
  const says = [
    ...(offPeak === '' ? [texts.noOffPeak] : offPeak ? [spansText(offPeak, texts.offPeak, texts.offPeakAllDay)] : []),
    ...(peak ? [spansText(peak, texts.mobile, texts.mobileAllDay)] : []),
  ];
  if (says.length === 0) return [];
  return [
    {
      ...date,
      says: says.join(' · '),
      blocks: stripBlocks(offPeak === undefined ? offPeak : hoursIn(offPeak), hoursIn(peak ?? '')),
    },
  ];
}

/** `02:56–07:56, 11:56–14:56` in words. */
function spansText(hours: string, inWords: (hours: string) => string, allDay: string): string {
  return hours === '00:00-00:00' ? allDay : inWords(hours.replaceAll('-', '–').replaceAll(',', ', '));
}

/** Whether it is off-peak now and until when, or in how long off-peak hours begin. */
function nowSentence(
  { offPeak, offPeakInMinutes }: Reading,
  [today, tomorrow]: readonly (string | undefined)[],
  nowMinute: number,
  words: PageWords,
): readonly string[] {
  const { contract: texts } = words.texts;
  if (offPeak) {
    const end = endOfOffPeak(today, tomorrow, nowMinute);
    return [end === undefined ? texts.nowOffPeak : texts.nowOffPeakUntil(end)];
  }
  if (offPeakInMinutes === undefined) return [];
  return [offPeakInMinutes === 0 ? texts.offPeakDue : texts.offPeakIn(lengthText(offPeakInMinutes, words))];
}

/** The time at which the off-peak hours that contain a minute end; undefined if it is unknown, or later than tomorrow. */
function endOfOffPeak(today = '', tomorrow: string | undefined, minute: number): string | undefined {
  const span = hoursIn(today).find(({ from, to }) => minute >= from && minute < to);
  if (!span || span.to < MINUTES_A_DAY) return span && clockText(span.to);
  const next = tomorrow === undefined ? undefined : hoursIn(tomorrow).find(({ from }) => from === 0);
  if (tomorrow === undefined || next?.to === MINUTES_A_DAY) return undefined;
  return clockText(next?.to ?? 0);
}

/** `1 hr 35 min` */
function lengthText(minutes: number, { locale }: PageWords): string {
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  const part = (count: number, unit: 'hour' | 'minute') =>
    new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short' }).format(count);
  return [...(hours > 0 ? [part(hours, 'hour')] : []), ...(rest > 0 || hours === 0 ? [part(rest, 'minute')] : [])].join(
    ' ',
  );
}
