import { MINUTE_MS, parisDayOf } from '../../base/paris-time.ts';
import { clockAfter, type MeterClock, type MeterTime } from '../../contract/meter-time.ts';
import { tempoDayAt } from '../../energy/period-clock.ts';
import type { PriceDates, ReportedPeriod } from '../../money/price-slots.ts';
import { TEMPO_PEAK } from '../../reading/periods.ts';
import type { Reading, TempoColour } from '../../reading/reading.ts';

/**
 * What the meter reported about dates, by date, so that nothing is lost at midnight or when the meter falls silent: what was reported for
 * tomorrow is still known when that date is today.
 */
export interface MeterDates extends PriceDates {
  /** @param wallMs the wall clock at the reading, in milliseconds since 1970; undefined while it is not set */
  take(reading: Reading, wallMs: number | undefined): void;
  /** The off-peak hours for the whole year, in the notation of the settings; undefined if none are known. */
  tellYear(offPeak: string | undefined): void;
  /** Incremented with each change of what is known. */
  readonly changes: number;
}

/** What is known about one date: its off-peak hours, the hours of its mobile peak, and the colour of the Tempo day that begins on it. */
interface DateOfMeter {
  readonly offPeak?: string;
  readonly peak?: string;
  readonly colour?: TempoColour;
}

/**
 * The clocks of a meter and of this machine may differ by up to this much: around 06:00 a meter may still report the colours of the day
 * before.
 */
const UNSURE_MS = 15 * MINUTE_MS;

export function meterDates(): MeterDates {
  const days = new Map<number, DateOfMeter>();
  let clock: MeterClock = {};
  let year: string | undefined;
  let newestPeriod: string | undefined;
  let reported: ReportedPeriod | undefined;
  let changes = 0;

  function tell(day: number, told: DateOfMeter): void {
    const before = days.get(day);
    const after = { ...before, ...told };
    const { offPeak, peak, colour } = after;
    if (before?.offPeak === offPeak && before?.peak === peak && before?.colour === colour) return;
    days.set(day, after);
    changes += 1;
  }

  /** A damaged name may have a fitting checksum, so a period counts once two readings in a row have it. */
  function hearPeriod(period: string, day: number): void {
    const isHeardTwice = period === newestPeriod;
    newestPeriod = period;
    if (!isHeardTwice || (reported?.period === period && reported.day === day)) return;
    reported = { period, day };
    changes += 1;
  }

  return {
    take(reading, wallMs) {
      if (reading.tariff !== undefined && wallMs !== undefined) hearPeriod(reading.tariff, parisDayOf(wallMs));
      const before = clock.last;
      clock = clockAfter(clock, reading, wallMs);
      const time = clock.last?.time;
      // A time that jumps may be damaged: what is reported with it is accepted only once the next frame agrees with that time.
      if (!time || (before && time.unseenMs === Number.POSITIVE_INFINITY)) return;
      for (const [day, told] of [...hoursIn(reading, time), ...coloursIn(reading, time)]) tell(day, told);
      // The Tempo day that is under way before 06:00 is kept, and so are the later dates.
      for (const day of days.keys()) if (day < time.day - 1) days.delete(day);
    },
    tellYear(offPeak) {
      if (offPeak !== year) changes += 1;
      year = offPeak;
    },
    get changes() {
      return changes;
    },
    offPeakOn: (day) => days.get(day)?.offPeak ?? year,
    peakOn: (day) => days.get(day)?.peak,
    colourOn: (day) => days.get(day)?.colour,
    get reported() {
      return reported;
    },
  };
}

type Told = readonly (readonly [day: number, told: DateOfMeter])[];

/** The newest calendar is everything known about the hours of its two dates: `contract/` remembers what it needs. */
function hoursIn({ calendar }: Reading, { day }: MeterTime): Told {
  if (!calendar) return [];
  const { offPeak, offPeakTomorrow, peak, peakTomorrow } = calendar;
  return [
    [day, { offPeak, peak }],
    [day + 1, { offPeak: offPeakTomorrow, peak: peakTomorrow }],
  ];
}

/**
 * The colours in a reading. A meter reports tomorrow's for some hours only, so an absent colour revokes nothing. Around 06:00 the period
 * shows to which of the two days the colour belongs, and tomorrow's colour is ignored. At other times a period that does not match the hour
 * shows that the clocks differ by more than `UNSURE_MS`; it is then unknown to which days the colours belong.
 */
function coloursIn({ tempoToday, tempoTomorrow, offPeak }: Reading, { atMs, minute }: MeterTime): Told {
  const [before, after] = [tempoDayAt(atMs - UNSURE_MS), tempoDayAt(atMs + UNSURE_MS)];
  if (before !== after) return offPeak === undefined ? [] : colourOf(offPeak ? before : after, tempoToday);
  const isPeakTime = TEMPO_PEAK.from <= minute && minute < TEMPO_PEAK.to;
  if (offPeak === isPeakTime) return [];
  return [...colourOf(before, tempoToday), ...colourOf(before + 1, tempoTomorrow)];
}

function colourOf(day: number, colour: TempoColour | undefined): Told {
  return colour ? [[day, { colour }]] : [];
}
